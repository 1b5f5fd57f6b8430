//! Photos as phones send them, and their upload.

use std::io::Cursor;
use std::path::Path;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value as ExifValue};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use img_parts::jpeg::Jpeg;
use img_parts::{Bytes, ImageEXIF};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::TestApp;

/// The operation that takes photos in.
pub const UPLOAD: &str = "mutation($input: UploadAttachmentsInput!) { uploadAttachments(input: $input) { __typename
  ... on UploadAttachmentsSuccess { uploads { proposedPlace { longitude latitude }
    attachment { id fileName mediaType byteSize width height url thumbnailUrl urlExpiresAt } } }
  ... on InvalidInput { message faults { field code value message remedy } } } }";

/// A file to send: its name, the media type that it is said to have, its content.
pub type FileToSend<'a> = (&'a str, &'a str, Vec<u8>);

/// A picture of this size, in a format: no two neighbouring pixels are the same.
pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixel = |x: u32, y: u32| Rgb([(x % 251) as u8, (y % 241) as u8, ((x + y) % 239) as u8]);
    let mut written = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_fn(width, height, pixel)).write_to(&mut written, format).unwrap();
    written.into_inner()
}

/// A photo of a phone (JPEG): turned by `orientation`, taken at a place.
pub fn phone_photo((width, height): (u32, u32), orientation: u16, (longitude, latitude): (f64, f64)) -> Vec<u8> {
    let mut photo = Jpeg::from_bytes(picture(width, height, ImageFormat::Jpeg).into()).unwrap();
    photo.set_exif(Some(phone_exif(orientation, (longitude, latitude))));
    photo.encoder().bytes().to_vec()
}

/// What a phone writes of a photo: how it is turned, and where it was taken.
pub fn phone_exif(orientation: u16, (longitude, latitude): (f64, f64)) -> Bytes {
    let degrees = |value: f64| {
        let seconds: u32 = format!("{:.0}", value.abs() * 3_600_000.0).parse().unwrap();
        let part = |num, denom| Rational { num, denom };
        vec![part(seconds / 3_600_000, 1), part(seconds / 60_000 % 60, 1), part(seconds % 60_000, 1_000)]
    };
    let letter = |letter: &str| ExifValue::Ascii(vec![letter.as_bytes().to_vec()]);
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let fields = [
        field(Tag::Orientation, ExifValue::Short(vec![orientation])),
        field(Tag::Model, letter("TestPhone 12")),
        field(Tag::GPSLongitudeRef, letter(if longitude < 0.0 { "W" } else { "E" })),
        field(Tag::GPSLongitude, ExifValue::Rational(degrees(longitude))),
        field(Tag::GPSLatitudeRef, letter(if latitude < 0.0 { "S" } else { "N" })),
        field(Tag::GPSLatitude, ExifValue::Rational(degrees(latitude))),
    ];
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut written = Cursor::new(Vec::new());
    writer.write(&mut written, false).unwrap();
    written.into_inner().into()
}

impl TestApp {
    /// What the service answers to the upload of files.
    pub async fn upload(&self, token: Option<&str>, files: &[FileToSend<'_>]) -> Value {
        let none = vec![Value::Null; files.len()];
        let operation = json!({ "query": UPLOAD, "variables": { "input": { "files": none } } });
        let places: Value = (0..files.len())
            .map(|rank| (rank.to_string(), json!([format!("variables.input.files.{rank}")])))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let mut form = Form::new().text("operations", operation.to_string()).text("map", places.to_string());
        for (rank, (name, media_type, content)) in files.iter().enumerate() {
            let part = Part::bytes(content.clone()).file_name((*name).to_owned()).mime_str(media_type).unwrap();
            form = form.part(rank.to_string(), part);
        }
        self.post_form(token, form).await.json().await.unwrap()
    }

    /// The answer to an operation with files.
    pub async fn post_form(&self, token: Option<&str>, form: Form) -> reqwest::Response {
        let mut request = self.client.post(format!("http://{}/graphql", self.address)).multipart(form);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap()
    }

    /// The attachment of one photo that must be taken in.
    pub async fn upload_one(&self, token: Option<&str>, file: FileToSend<'_>) -> Value {
        let answer = self.upload(token, &[file]).await;
        let payload = &answer["data"]["uploadAttachments"];
        assert_eq!(payload["__typename"], "UploadAttachmentsSuccess", "{answer:#}");
        payload["uploads"][0]["attachment"].clone()
    }

    /// The folder in which the content of attachments lies.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// The files of the attachments' folder, by their paths in it.
    pub fn stored_files(&self) -> Vec<String> {
        let mut found = Vec::new();
        gather(self.files(), String::new(), &mut found);
        found.sort();
        found
    }
}

fn gather(folder: &Path, prefix: String, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap().is_dir() {
            true => gather(&entry.path(), format!("{name}/"), found),
            false => found.push(name),
        }
    }
}
