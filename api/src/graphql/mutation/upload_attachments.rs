//! `uploadAttachments`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union, Upload};

use crate::domain::photo::Declared;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::attachment::Attachment;
use crate::graphql::types::place::Place;
use crate::graphql::{cost, error};
use crate::services::ServiceError;
use crate::services::attachments::{self, NewFile};

/// Photos to take in.
#[derive(Debug, InputObject)]
pub struct UploadAttachmentsInput {
    /// Photos, by the GraphQL multipart request specification: JPEG, PNG or WebP, at most 10, of 15 MiB each and 64 MiB
    /// together. The content decides what each is; it must be what its part's type and its name say.
    files: Vec<Upload>,
}

/// What came of `uploadAttachments`.
#[derive(Debug, Union)]
pub enum UploadAttachmentsPayload {
    /// The photos are taken in.
    Success(UploadAttachmentsSuccess),
    /// Some file does not hold; none was taken in.
    InvalidInput(InvalidInput),
}

/// The photos are taken in: name them in a request or a follow-up within 24 hours, or they are removed.
#[derive(Debug, SimpleObject)]
pub struct UploadAttachmentsSuccess {
    /// The photos, in the order of the files.
    uploads: Vec<UploadedAttachment>,
}

/// A photo that was taken in.
#[derive(Debug, SimpleObject)]
pub struct UploadedAttachment {
    /// The photo.
    attachment: Attachment,
    /// Where it was taken, where it said so and that is in the city: to propose the place of the request. Told here alone;
    /// it is removed from the photo and not kept.
    proposed_place: Option<Place>,
}

/// `uploadAttachments`.
#[derive(Debug, Default)]
pub struct UploadAttachmentsMutation;

#[Object]
impl UploadAttachmentsMutation {
    /// Takes photos in, all or none. Whoever sent them names them, by their identifiers, in `submitRequest` or
    /// `addFollowUp`.
    #[graphql(complexity = "cost::SCAN + cost::list(cost::ATTACHMENTS, child_complexity)")]
    async fn upload_attachments(
        &self,
        ctx: &Context<'_>,
        input: UploadAttachmentsInput,
    ) -> Result<UploadAttachmentsPayload> {
        let mut files = Vec::with_capacity(input.files.len());
        for file in input.files {
            let file = file.value(ctx).map_err(|failure| {
                tracing::error!(%failure, "a file that came in cannot be opened");
                error::coded(locale(ctx), error::INTERNAL)
            })?;
            let declared = Declared { file_name: file.filename, media_type: file.content_type };
            files.push(NewFile { declared, content: file.content });
        }
        Ok(match attachments::upload(app(ctx)?, viewer(ctx), files).await {
            Ok(uploaded) => {
                let uploads = uploaded.into_iter().map(|uploaded| UploadedAttachment {
                    attachment: Attachment(uploaded.attachment),
                    proposed_place: uploaded.place.map(Place::from),
                });
                UploadAttachmentsPayload::Success(UploadAttachmentsSuccess { uploads: uploads.collect() })
            }
            Err(ServiceError::InvalidInput(faults)) => {
                UploadAttachmentsPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
