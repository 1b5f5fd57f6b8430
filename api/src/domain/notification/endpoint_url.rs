//! The address of a subscriber's endpoint, checked.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::text;

/// The longest address, in characters.
const MAXIMUM_URL: usize = 2_000;

/// The address of an endpoint: by HTTPS and on the public Internet, unless `anywhere`.
///
/// # Errors
/// A text, named `field`, that is no such address.
pub fn parse(field: &str, given: &str, anywhere: bool) -> Result<Url, Fault> {
    let text = text::required(field, given, MAXIMUM_URL)?;
    let malformed = || {
        let expected = "https://abonne.example.com/crochets/311".to_owned();
        Fault::new(field, &text, FaultKind::Malformed { expected })
    };
    let url = Url::parse(&text).map_err(|_| malformed())?;
    let has_scheme = url.scheme() == "https" || (anywhere && url.scheme() == "http");
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !has_scheme || !is_plain || url.host().is_none() {
        return Err(malformed());
    }
    match anywhere || may_be_public(&url) {
        true => Ok(url),
        false => Err(Fault::new(field, &text, FaultKind::PrivateAddress)),
    }
}

/// Whether an address may lie on the public Internet, as far as its text tells: a name says nothing yet.
pub fn may_be_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name != "localhost" && !name.ends_with(".localhost")
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_lies_on_the_public_internet_unless_it_may_lie_anywhere() {
        assert!(parse("url", "https://abonne.example.com/crochets?a=1", false).is_ok());
        for (given, code) in [
            ("https://127.0.0.1/", "PRIVATE_ADDRESS"),
            ("https://0x7f000001/", "PRIVATE_ADDRESS"),
            ("https://2130706433/", "PRIVATE_ADDRESS"),
            ("https://[::1]/", "PRIVATE_ADDRESS"),
            ("https://[::ffff:10.0.0.1]/", "PRIVATE_ADDRESS"),
            ("https://localhost./", "PRIVATE_ADDRESS"),
            ("http://abonne.example.com/", "MALFORMED"),
            ("https://user:secret@abonne.example.com/", "MALFORMED"),
            ("https://abonne.example.com/#part", "MALFORMED"),
            ("ftp://abonne.example.com/", "MALFORMED"),
            ("abonne.example.com", "MALFORMED"),
            ("  ", "REQUIRED"),
        ] {
            let refused = parse("url", given, false).map_err(|fault| fault.kind.code());
            assert_eq!(refused.err(), Some(code), "{given}");
        }
        assert!(parse("url", "http://127.0.0.1:8080/", true).is_ok());
        assert!(parse("url", "ftp://127.0.0.1/", true).is_err());
    }
}
