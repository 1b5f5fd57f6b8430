//! Files that rows speak of: in a folder, or in any store that speaks S3. Written whole or not at all.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use img_parts::Bytes;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, PutPayload, parse_url_opts};

/// Where the content of attachments lies.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The folder, where the store is one.
    folder: Option<PathBuf>,
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ObjectStoreError {
    /// The address is no URL.
    #[error("`{url}` is no address of a store: give `file:///folder` or `s3://bucket/prefix`")]
    Address {
        /// The address.
        url: String,
    },
    /// The store refuses its settings.
    #[error(transparent)]
    Store(#[from] Error),
    /// The folder cannot be made.
    #[error("the folder of the attachments cannot be made: {0}")]
    Folder(#[from] std::io::Error),
}

/// An object, as the store lists it.
#[derive(Debug, Clone)]
pub struct StoredObject {
    /// Its path.
    pub path: String,
    /// When it was written, by the store's clock.
    pub written_at: DateTime<Utc>,
}

impl Objects {
    /// The store at `url`: `file:///folder`, or `s3://bucket/prefix` with the usual `AWS_…` variables for its region,
    /// keys and endpoint.
    ///
    /// # Errors
    /// An address that names no store, or settings that it refuses.
    pub fn at(url: &str) -> Result<Self, ObjectStoreError> {
        let parsed = url.parse().map_err(|_| ObjectStoreError::Address { url: url.to_owned() })?;
        if let Some(folder) = url.strip_prefix("file://") {
            return Self::in_folder(FilePath::new(folder));
        }
        let settings = std::env::vars().map(|(name, value)| (name.to_ascii_lowercase(), value));
        let (store, prefix) = parse_url_opts(&parsed, settings)?;
        Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), folder: None })
    }

    /// A folder, made where there is none.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn in_folder(folder: &FilePath) -> Result<Self, ObjectStoreError> {
        std::fs::create_dir_all(folder)?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder)?.with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder.to_owned()) })
    }

    /// A store that is gone with the process.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()), folder: None }
    }

    /// Writes an object.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn put(&self, path: &str, content: Bytes) -> Result<(), Error> {
        self.store.put(&Path::from(path), PutPayload::from_bytes(content)).await?;
        Ok(())
    }

    /// The content of an object, as it comes, and its size in bytes.
    ///
    /// # Errors
    /// An object that is not there, or a store that fails.
    pub async fn get(&self, path: &str) -> Result<(u64, BoxStream<'static, Result<Bytes, Error>>), Error> {
        let found = self.store.get(&Path::from(path)).await?;
        Ok((found.meta.size, found.into_stream()))
    }

    /// Removes an object; one that is gone already is no fault.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn remove(&self, path: &str) -> Result<(), Error> {
        match self.store.delete(&Path::from(path)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// The names of the folders that lie at the top.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn folders(&self) -> Result<Vec<String>, Error> {
        let listed = self.store.list_with_delimiter(None).await?;
        Ok(listed.common_prefixes.iter().map(ToString::to_string).collect())
    }

    /// The objects of a folder, as they come.
    pub fn list(&self, folder: &str) -> BoxStream<'static, Result<StoredObject, Error>> {
        let listed = self.store.list(Some(&Path::from(folder)));
        listed.map_ok(|meta| StoredObject { path: meta.location.to_string(), written_at: meta.last_modified }).boxed()
    }

    /// Removes what a process that was killed left half-written in a folder before a moment, and says how much it was.
    /// Other stores drop such writes by themselves.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn remove_half_written(&self, name: &str, before: DateTime<Utc>) -> std::io::Result<usize> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(name)) else { return Ok(0) };
        let before = SystemTime::from(before);
        let mut removed = 0;
        for entry in std::fs::read_dir(folder)?.flatten() {
            let Ok(files) = std::fs::read_dir(entry.path()) else { continue };
            for file in files.flatten() {
                // The store writes beside the object, with `#` and a number behind its name, then renames.
                let is_staged = file.file_name().to_string_lossy().contains('#');
                let is_old = file.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at < before);
                if is_staged && is_old && std::fs::remove_file(file.path()).is_ok() {
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}
