//! An e-mail to the centre, read within bounds (RFC 5322, RFC 2045): who wrote, what, and to which request it belongs.

pub mod bounds;
mod reply;

use chrono::{DateTime, Utc};
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{Addr, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use riverain_entities::citizens::Language;
use sha2::{Digest, Sha256};

use self::bounds::MAXIMUM_PARTS;
pub use self::reply::without_quotes;
use super::attached_file;
use super::fault::FaultKind;
use super::request_number::RequestNumber;

/// The most characters that are kept of a text.
pub const MAXIMUM_TEXT: usize = 100_000;

/// The most characters that are kept of a subject, a name or an address.
const MAXIMUM_LINE: usize = 300;

/// The most attachments that are noted.
const MAXIMUM_ATTACHMENTS: usize = 50;

/// The most files that are kept of an e-mail.
pub const MAXIMUM_FILES: usize = 10;

/// The most messages that one may answer.
const MAXIMUM_REFERENCES: usize = 50;

/// The deepest that parts may lie within each other.
const MAXIMUM_DEPTH: usize = 20;

/// The fewest letters whose language can be told.
const TELLING_LETTERS: usize = 12;

/// Why an e-mail is not read; nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadableEmail {
    /// It has more bytes than [`bounds::MAXIMUM_SIZE`].
    TooLarge,
    /// It has more parts than [`MAXIMUM_PARTS`].
    TooManyParts,
    /// Its parts lie deeper in each other than is read.
    TooDeep,
    /// A part of it has more header lines than [`bounds::MAXIMUM_HEADER_LINES`].
    TooManyHeaders,
    /// Nobody sent it: it is no e-mail.
    NotAnEmail,
}

/// An e-mail as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundEmail {
    /// Its `Message-ID`, or a digest of it where it has none.
    pub message_id: String,
    /// The `Message-ID`s of those that it answers, the nearest first.
    pub answers: Vec<String>,
    /// The address that it came from, in small letters.
    pub sender_address: String,
    /// The name that goes with it.
    pub sender_name: Option<String>,
    /// Its subject.
    pub subject: String,
    /// The first request number in its subject.
    pub request_number: Option<RequestNumber>,
    /// Its text; that of its HTML where it has no other.
    pub text: String,
    /// Whether the text is longer than what is kept.
    pub is_shortened: bool,
    /// Whether some of its letters could not be read in the character set that it names.
    pub has_charset_faults: bool,
    /// Whether a program sent it (RFC 3834): answering, or taking it for what a citizen says, would go round in circles.
    pub is_automatic: bool,
    /// When it was sent, as it says itself.
    pub sent_at: Option<DateTime<Utc>>,
    /// The language that it is written in, where that can be told.
    pub language: Option<Language>,
    /// What is attached to it.
    pub attachments: Vec<AttachmentNote>,
    /// The content of what may be kept of that, each with its place among the attachments.
    pub files: Vec<(usize, Vec<u8>)>,
}

/// That something is attached to an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AttachmentNote {
    /// Its name.
    pub name: Option<String>,
    /// Its media type.
    pub media_type: String,
    /// Its size, bytes.
    pub size: u64,
    /// The key of the attachment that was kept of it.
    #[serde(default)]
    pub attachment_id: Option<i64>,
    /// Why it was not kept.
    #[serde(default)]
    pub not_kept: Option<NotKept>,
}

/// Why a file of an e-mail is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotKept {
    /// Its content is neither a photo that is taken (JPEG, PNG, WebP) nor a PDF document.
    UnsupportedFile,
    /// It begins as a photo does, and cannot be decoded.
    UnreadableImage,
    /// It has more pixels than are decoded.
    TooManyPixels,
    /// The e-mail, or its draft, has as many files as are kept.
    TooManyFiles,
    /// A program sent the e-mail, and nothing comes of it.
    AutomaticEmail,
}

impl From<&FaultKind> for NotKept {
    fn from(kind: &FaultKind) -> Self {
        match kind {
            FaultKind::TooManyPixels { .. } => Self::TooManyPixels,
            FaultKind::UnsupportedFile { .. } => Self::UnsupportedFile,
            _ => Self::UnreadableImage,
        }
    }
}

impl UnreadableEmail {
    /// The stable code that callers may rely on.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooManyParts => "too_many_parts",
            Self::TooDeep => "too_deep",
            Self::TooManyHeaders => "too_many_headers",
            Self::NotAnEmail => "not_an_email",
        }
    }

    /// The bound that it breaks.
    pub fn maximum(self) -> usize {
        match self {
            Self::TooLarge => bounds::MAXIMUM_SIZE,
            Self::TooManyParts => MAXIMUM_PARTS,
            Self::TooDeep => MAXIMUM_DEPTH,
            Self::TooManyHeaders => bounds::MAXIMUM_HEADER_LINES,
            Self::NotAnEmail => 0,
        }
    }
}

/// Reads an e-mail.
///
/// # Errors
/// One that is none, or that goes beyond a bound. Letters that cannot be read are replaced and told, not refused.
pub fn read(raw: &[u8]) -> Result<InboundEmail, UnreadableEmail> {
    let bounded = bounds::bounded(raw)?;
    let message = MessageParser::default().parse(bounded.as_ref()).ok_or(UnreadableEmail::NotAnEmail)?;
    if message.parts.len() > MAXIMUM_PARTS {
        return Err(UnreadableEmail::TooManyParts);
    }
    if depth(&message) > MAXIMUM_DEPTH {
        return Err(UnreadableEmail::TooDeep);
    }
    let sender = message.from().and_then(|from| from.first()).ok_or(UnreadableEmail::NotAnEmail)?;
    let sender_address = address(sender).ok_or(UnreadableEmail::NotAnEmail)?;
    let subject = line(message.subject().unwrap_or_default());
    let (text, is_shortened) = text(&message);
    let message_id = message.message_id().map(line).filter(|id| !id.is_empty());
    let is_automatic = is_automatic(&message, &sender_address);
    let (attachments, files) = attached(&message, is_automatic);
    Ok(InboundEmail {
        message_id: message_id.unwrap_or_else(|| format!("sha256:{}", hex::encode(Sha256::digest(raw)))),
        answers: answers(&message),
        is_automatic,
        sender_address,
        sender_name: sender.name().map(line).filter(|name| !name.is_empty()),
        request_number: request_number(&subject),
        subject,
        has_charset_faults: message.parts.iter().any(has_charset_faults),
        sent_at: message.date().and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
        language: language(&text),
        text,
        is_shortened,
        attachments,
        files,
    })
}

/// The first request number of a text.
fn request_number(text: &str) -> Option<RequestNumber> {
    let tokens = text.split(|character: char| !character.is_ascii_digit() && character != '-');
    tokens.map(|token| token.trim_matches('-')).find_map(|token| token.parse().ok())
}

fn depth(message: &Message<'_>) -> usize {
    // A part comes after the one that holds it.
    let mut depths = vec![1_usize; message.parts.len()];
    for (index, part) in message.parts.iter().enumerate() {
        let PartType::Multipart(children) = &part.body else { continue };
        let below = depths[index] + 1;
        for child in children {
            if let Some(depth) = usize::try_from(*child).ok().and_then(|child| depths.get_mut(child)) {
                *depth = below;
            }
        }
    }
    depths.into_iter().max().unwrap_or(0)
}

fn address(sender: &Addr<'_>) -> Option<String> {
    let address = line(sender.address()?).to_lowercase();
    email_address::EmailAddress::is_valid(&address).then_some(address)
}

/// The messages that this one answers: those of `In-Reply-To`, then `References` from the last to the first.
fn answers(message: &Message<'_>) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        let texts = value.as_text_list().map(<[_]>::to_vec).unwrap_or_default();
        texts.iter().map(|id| line(id)).filter(|id| !id.is_empty()).collect()
    };
    let mut answers = ids(message.in_reply_to());
    answers.extend(ids(message.references()).into_iter().rev());
    answers.truncate(MAXIMUM_REFERENCES);
    answers
}

fn is_automatic(message: &Message<'_>, sender_address: &str) -> bool {
    let header = |name: &'static str| message.header_raw(name).map(str::trim);
    let submitted = header("Auto-Submitted").is_some_and(|value| !value.eq_ignore_ascii_case("no"));
    let bulk = ["bulk", "junk", "list", "auto_reply"];
    let precedence = header("Precedence").is_some_and(|value| bulk.iter().any(|word| value.eq_ignore_ascii_case(word)));
    let bounced = message.header_raw(HeaderName::ReturnPath).is_some_and(|path| path.trim() == "<>");
    submitted || precedence || bounced || sender_address.starts_with("mailer-daemon@")
}

fn text(message: &Message<'_>) -> (String, bool) {
    let mut text = String::new();
    for rank in 0..message.text_body_count() {
        let Some(body) = message.body_text(rank) else { continue };
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&body);
    }
    let text = readable(&text);
    match text.char_indices().nth(MAXIMUM_TEXT) {
        Some((end, _)) => (text[..end].to_owned(), true),
        None => (text, false),
    }
}

/// A text without what no person types, its lines ended alike.
fn readable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text.chars().filter(|letter| !letter.is_control() || "\n\t".contains(*letter)).collect();
    kept.trim().to_owned()
}

/// A text on one line, cut to a length that no honest one has.
fn line(text: &str) -> String {
    let words =
        text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(MAXIMUM_LINE).collect()
}

fn has_charset_faults(part: &MessagePart<'_>) -> bool {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return false };
    let named = part.content_type().and_then(|content| content.attribute("charset"));
    let unknown = named.is_some_and(|name| {
        let plain = ["utf-8", "us-ascii", "ascii"].iter().any(|known| name.eq_ignore_ascii_case(known));
        !plain && charset_decoder(name.as_bytes()).is_none()
    });
    unknown || part.is_encoding_problem || text.contains('\u{fffd}')
}

/// What is attached to a message, and the contents that may be kept.
fn attached(message: &Message<'_>, is_automatic: bool) -> (Vec<AttachmentNote>, Vec<(usize, Vec<u8>)>) {
    let (mut notes, mut files) = (Vec::new(), Vec::new());
    for (rank, part) in message.attachments().take(MAXIMUM_ATTACHMENTS).enumerate() {
        let content = part.contents();
        let not_kept = match attached_file::may_be_kept(content) {
            _ if is_automatic => Some(NotKept::AutomaticEmail),
            false => Some(NotKept::UnsupportedFile),
            true if files.len() >= MAXIMUM_FILES => Some(NotKept::TooManyFiles),
            true => None,
        };
        if not_kept.is_none() {
            files.push((rank, content.to_vec()));
        }
        notes.push(AttachmentNote { not_kept, ..note(part) });
    }
    (notes, files)
}

fn note(part: &MessagePart<'_>) -> AttachmentNote {
    let media_type = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |content| format!("{}/{}", content.ctype(), content.subtype().unwrap_or("octet-stream")),
    );
    AttachmentNote {
        name: part.attachment_name().map(line).filter(|name| !name.is_empty()),
        media_type: line(&media_type),
        size: part.contents().len() as u64,
        attachment_id: None,
        not_kept: None,
    }
}

fn language(text: &str) -> Option<Language> {
    if text.chars().filter(|letter| letter.is_alphabetic()).count() < TELLING_LETTERS {
        return None;
    }
    let languages = vec![whatlang::Lang::Fra, whatlang::Lang::Eng];
    match whatlang::Detector::with_allowlist(languages).detect_lang(text)? {
        whatlang::Lang::Fra => Some(Language::French),
        whatlang::Lang::Eng => Some(Language::English),
        _ => None,
    }
}
