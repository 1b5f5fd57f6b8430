//! What a citizen gives of themself, checked.

use riverain_entities::citizens::Language;

use super::fault::{Fault, FaultCollector, FaultKind, Faults};
use super::{phone, text};

/// The longest name, in characters.
const MAXIMUM_NAME: usize = 120;

/// A requester who gives their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requester {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number, in the form that is kept.
    pub phone: Option<String>,
    /// The language chosen to be written in, where one was.
    pub language: Option<Language>,
    /// Whether the city may write or call about the request, where that was said.
    pub consent_to_contact: Option<bool>,
}

/// A requester as the caller wrote it.
#[derive(Debug, Clone)]
pub struct RequesterFields {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number, as typed.
    pub phone: Option<String>,
    /// The language chosen, where one was.
    pub language: Option<Language>,
    /// Whether the city may write or call about the request, where that was said.
    pub consent_to_contact: Option<bool>,
}

impl Requester {
    /// A checked requester, whose fields the caller named `{field}.givenName` and so on.
    ///
    /// # Errors
    /// Every name, address or number that does not hold; consent to contact with nothing to contact by.
    pub fn parse(field: &str, fields: RequesterFields) -> Result<Self, Faults> {
        let mut faults = FaultCollector::default();
        let name = |part: &str, given: &str| text::required(&format!("{field}.{part}"), given, MAXIMUM_NAME);
        let given_name = faults.take(name("givenName", &fields.given_name));
        let family_name = faults.take(name("familyName", &fields.family_name));
        let email = faults.take(optional(fields.email.as_deref(), |text| email(&format!("{field}.email"), text)));
        let phone =
            faults.take(optional(fields.phone.as_deref(), |text| phone::parse(&format!("{field}.phone"), text)));
        if fields.consent_to_contact == Some(true) && fields.email.is_none() && fields.phone.is_none() {
            faults.push(Fault::required(format!("{field}.email")));
        }
        match (given_name, family_name, email, phone) {
            (Some(given_name), Some(family_name), Some(email), Some(phone)) => {
                faults.finish()?;
                Ok(Self {
                    given_name,
                    family_name,
                    email,
                    phone,
                    language: fields.language,
                    consent_to_contact: fields.consent_to_contact,
                })
            }
            _ => Err(faults.finish().err().unwrap_or_else(|| Fault::required(field).into())),
        }
    }
}

/// An e-mail address.
///
/// # Errors
/// A text, named `field`, that is none.
pub fn email(field: &str, text: &str) -> Result<String, Fault> {
    if email_address::EmailAddress::is_valid(text) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(field, text, FaultKind::Malformed { expected: "prenom.nom@example.com".to_owned() }))
}

fn optional<T>(text: Option<&str>, parse: impl Fn(&str) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(parse).transpose()
}
