//! Links to one file for a short time: whoever has the link may fetch the file, as an image of a page must without a header.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use super::token::{ISSUER, Keyring, TokenError};

/// Whom such tokens are for: they open no other door.
const AUDIENCE: &str = "riverain-download";

/// How long a link holds at least. Links of the same ten minutes are the same, so that a phone keeps what it fetched.
const HOLDS_FOR: TimeDelta = TimeDelta::minutes(10);

/// What a link's token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The key of the file.
    sub: String,
    iss: String,
    aud: String,
    exp: i64,
}

impl Keyring {
    /// The moment until which a link that is made now holds: 10 to 20 minutes.
    pub fn link_expiry(now: DateTime<Utc>) -> DateTime<Utc> {
        now.duration_trunc(HOLDS_FOR).unwrap_or(now) + HOLDS_FOR + HOLDS_FOR
    }

    /// The token of a link to the file of this key.
    ///
    /// # Errors
    /// The claims cannot be written as JSON.
    pub fn sign_link(&self, key: i64, now: DateTime<Utc>) -> Result<String, TokenError> {
        let claims = Claims {
            sub: key.to_string(),
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: Self::link_expiry(now).timestamp(),
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }

    /// Checks that a token is that of a link to the file of this key, in time.
    ///
    /// # Errors
    /// A token that was not signed with this key, names another file, or is out of time.
    pub fn verify_link(&self, token: &str, key: i64, now: DateTime<Utc>) -> Result<(), TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)?.claims;
        match () {
            () if claims.sub != key.to_string() => Err(TokenError::Subject(claims.sub)),
            () if now.timestamp() >= claims.exp => Err(TokenError::OutOfTime),
            () => Ok(()),
        }
    }
}
