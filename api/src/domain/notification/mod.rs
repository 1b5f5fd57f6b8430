//! Rules of what citizens and subscribers are told of requests: pauses between attempts, addresses that webhooks may go to,
//! and the words of e-mails.

pub mod address;
pub mod back_off;
pub mod email;
pub mod endpoint_url;
