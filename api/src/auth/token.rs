//! Bearer tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::viewer::{StaffRole, Viewer};

/// Who the tokens are for.
const AUDIENCE: &str = "riverain";

/// Who signs the tokens of [`Keyring::mint`].
pub(super) const ISSUER: &str = "riverain";

/// What every key made for development begins with, so that production can refuse it.
pub const DEVELOPMENT_PREFIX: &str = "riverain-development-";

/// The shortest key that production accepts, in bytes (RFC 7518, 3.2: at least the size of the hash).
pub const MINIMUM_KEY_BYTES: usize = 32;

/// The file of the development key in the data folder.
const DEVELOPMENT_KEY_FILE: &str = "development-key";

/// The role a token names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum TokenRole {
    /// A citizen; the subject is `citizen:` and their key.
    Citizen,
    /// A contact-centre agent.
    Agent,
    /// A planner of departments.
    Planner,
    /// A contact-centre supervisor.
    Supervisor,
    /// An administrator.
    Administrator,
}

/// Whom a token speaks for.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The role.
    pub role: TokenRole,
    /// The subject: `citizen:42`, or a member of the staff.
    pub subject: String,
    /// The person's name, for the follow-ups they write.
    pub name: String,
    /// The codes of the departments they work for.
    pub departments: Vec<String>,
}

/// The claims of a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The subject: `citizen:42`, or a member of the staff.
    pub sub: String,
    /// The role.
    pub role: TokenRole,
    /// The person's name, for the follow-ups they write.
    #[serde(default)]
    pub name: String,
    /// The codes of the departments they work for.
    #[serde(default)]
    pub departments: Vec<String>,
    /// The issuer.
    pub iss: String,
    /// The audience.
    pub aud: String,
    /// Issued at, seconds since 1970 UTC.
    pub iat: i64,
    /// Expires at, seconds since 1970 UTC.
    pub exp: i64,
}

/// Why a token is refused. The caller learns only that it is; the log learns why.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The signature, the form, the audience or the time does not hold.
    #[error("the token does not hold: {0}")]
    Invalid(#[from] jsonwebtoken::errors::Error),
    /// The token has expired or is not valid yet.
    #[error("the token is not valid at this time")]
    OutOfTime,
    /// The subject does not fit the role.
    #[error("the subject `{0}` does not name what it should")]
    Subject(String),
}

/// Signs and verifies tokens with one key.
pub struct Keyring {
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
    validation: Validation,
}

impl Keyring {
    /// A keyring of one secret.
    pub fn new(secret: &SecretString) -> Self {
        let bytes = secret.expose_secret().as_bytes();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        // The time is checked against the service's own clock in `verify`.
        validation.validate_exp = false;
        Self { encoding: EncodingKey::from_secret(bytes), decoding: DecodingKey::from_secret(bytes), validation }
    }

    /// A signed token.
    ///
    /// # Errors
    /// The claims cannot be written as JSON.
    pub fn mint(&self, bearer: Bearer, now: DateTime<Utc>, lifetime: Duration) -> Result<String, TokenError> {
        let claims = Claims {
            sub: bearer.subject,
            role: bearer.role,
            name: bearer.name,
            departments: bearer.departments,
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            iat: now.timestamp(),
            exp: (now + lifetime).timestamp(),
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }

    /// Who a token speaks for, at `now`.
    ///
    /// # Errors
    /// A token that was not signed with this key, is out of time, or names no citizen where it should.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Viewer, TokenError> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)?.claims;
        if now.timestamp() >= claims.exp {
            return Err(TokenError::OutOfTime);
        }
        let staff = |role| Viewer::Staff {
            role,
            subject: claims.sub.clone(),
            name: if claims.name.is_empty() { claims.sub.clone() } else { claims.name.clone() },
            departments: claims.departments.clone(),
        };
        Ok(match claims.role {
            TokenRole::Citizen => {
                let key = citizen_key(&claims.sub)?;
                Viewer::Citizen { citizen_id: key, record_id: key }
            }
            TokenRole::Agent => staff(StaffRole::Agent),
            TokenRole::Planner => staff(StaffRole::Planner),
            TokenRole::Supervisor => staff(StaffRole::Supervisor),
            TokenRole::Administrator => staff(StaffRole::Administrator),
        })
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring(…)")
    }
}

/// The development key of a data folder, made at random the first time it is asked for and readable by its owner only.
///
/// # Errors
/// The folder cannot be read or written.
pub fn development_key(data_dir: &Path) -> std::io::Result<SecretString> {
    let path = data_dir.join(DEVELOPMENT_KEY_FILE);
    match std::fs::read_to_string(&path) {
        Ok(key) => Ok(SecretString::from(key.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(data_dir)?;
            let mut random = [0_u8; MINIMUM_KEY_BYTES];
            #[expect(clippy::disallowed_methods, reason = "a secret must come from the operating system's randomness")]
            rand::rng().fill(&mut random);
            let key = format!("{DEVELOPMENT_PREFIX}{}", hex::encode(random));
            write_private(&path, &key)?;
            Ok(SecretString::from(key))
        }
        Err(error) => Err(error),
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn citizen_key(subject: &str) -> Result<i64, TokenError> {
    subject
        .strip_prefix("citizen:")
        .and_then(|key| key.parse().ok())
        .ok_or_else(|| TokenError::Subject(subject.to_owned()))
}
