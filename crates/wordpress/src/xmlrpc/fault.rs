//! What an answer over XML-RPC means when it is not what was asked for. Pure.
//!
//! WordPress says no with a fault inside of HTTP 200. The numbers are its own, and some mean two things: who asked has to
//! find out which ([`Fault::meaning`] is the common one). What is no fault was not said by WordPress: a server, a
//! firewall or a network in between, or WordPress broken half-way, when the outcome is not known.

use super::envelope::{self, Envelope};
use super::values::{Members, Odd};
use crate::exchange::Response;
use crate::facts::plain_text;
use crate::redaction::Redaction;
use blog::{ClientError, Failure};
use dxr::Value;

/// The methods of `wp.*`, or the one that was called, are not there.
pub const NO_METHOD: i64 = -32601;

/// No value came.
#[derive(Debug)]
pub enum Refusal {
    /// The blog read the question and said no. Nothing was done.
    Fault(Fault),
    /// Anything else.
    Other(ClientError),
}

/// The blog's own no.
#[derive(Debug)]
pub struct Fault {
    /// WordPress's number.
    pub code: i64,
    host: String,
    /// Its words, plain.
    said: String,
    detail: String,
}

impl Refusal {
    /// As the common meaning has it.
    pub fn into_error(self) -> ClientError {
        match self {
            Self::Fault(fault) => fault.error_as(fault.meaning()),
            Self::Other(error) => error,
        }
    }
}

impl Fault {
    /// What the number means, unless who asked knows better: 403 is a sign-in that failed, but also a term that is not
    /// there; 404 is a post that is not there, but also a picture or an author.
    pub fn meaning(&self) -> Failure {
        match self.code {
            403 | 801 => Failure::SignIn,
            401 => Failure::Forbidden,
            404 => Failure::NotFound,
            405 | NO_METHOD => Failure::Blocked,
            409 => Failure::Changed,
            // Errors of the server's transport, system and application: its own trouble, not our question's.
            -32500..=-32300 => Failure::Busy,
            _ => Failure::Rejected,
        }
    }

    /// Whether the blog's words hold these.
    pub fn says(&self, words: &str) -> bool {
        self.said.contains(words)
    }

    /// With dots in place of a password that was sent back.
    pub fn redacted(self, redaction: &Redaction) -> Self {
        Self { said: redaction.clean_text(self.said), detail: redaction.clean_text(self.detail), ..self }
    }

    /// The error of this kind.
    pub fn error_as(&self, failure: Failure) -> ClientError {
        let Self { host, said, detail, .. } = self;
        let quote = if said.is_empty() { ".".to_owned() } else { format!(": “{said}”") };
        let message = match failure {
            Failure::SignIn => {
                format!(
                    "{host} did not accept the sign-in: the user name or application password is not right."
                )
            }
            Failure::Forbidden => format!("{host} does not allow this{quote}"),
            Failure::NotFound => format!("{host} has no such thing (any more){quote}"),
            Failure::Blocked => format!("XML-RPC is switched off on {host}, or a part of it is{quote}"),
            Failure::Changed => format!("The post was changed on {host} meanwhile{quote}"),
            Failure::Busy => {
                format!("{host} had an error of its own. It may or may not have done what was asked.")
            }
            _ => format!("{host} refused{quote}"),
        };
        ClientError::new(failure, message, detail)
    }
}

/// The value of an answer.
pub fn value(response: &Response) -> Result<Value, Refusal> {
    let opened = envelope::open(&response.body).and_then(|envelope| {
        let unreadable = "the value is not of XML-RPC's types";
        Ok(match envelope {
            Envelope::Value(xml) => Ok(Value::from_xml(&xml).map_err(|_| unreadable)?),
            Envelope::Fault(xml) => Err(Value::from_xml(&xml).map_err(|_| unreadable)?),
        })
    });
    match (response.status, opened) {
        // A hook that fails for good also answers with a fault, and the post may be stored all the same.
        (408 | 425 | 429 | 500.., opened) => Err(Refusal::Other(busy(response, opened.err()))),
        (200..300, Ok(Ok(value))) => Ok(value),
        (_, Ok(Err(fault))) => Err(fault_of(response, fault)),
        (401, _) => Err(Refusal::Other(door_closed(response))),
        (403..=406 | 410, _) => Err(Refusal::Other(blocked(response))),
        (413, _) => {
            let message = format!("{} says that this is too big for it.", response.host());
            Err(Refusal::Other(ClientError::new(Failure::Rejected, message, response.summary())))
        }
        // Maintenance: nothing but a header.
        (200..300, _) if response.body.trim_ascii().is_empty() && response.retry_after().is_some() => {
            Err(Refusal::Other(busy(response, None)))
        }
        (_, Ok(Ok(_))) => Err(Refusal::Other(not_ours(response, "a value with this status"))),
        (_, Err(why)) => Err(Refusal::Other(not_ours(response, why))),
    }
}

/// A field of an answer that is not what it must be: the outcome is not known.
pub fn odd(response: &Response, Odd(why): Odd) -> ClientError {
    not_ours(response, &why)
}

fn not_ours(response: &Response, why: &str) -> ClientError {
    let error = response.not_ours();
    ClientError { detail: format!("{} [{why}]", error.detail), ..error }
}

fn fault_of(response: &Response, value: Value) -> Refusal {
    let read = || -> Result<Fault, Odd> {
        let mut members = Members::of(value)?;
        let code = members.whole("faultCode")?;
        let said = plain_text(&members.text("faultString")?);
        let detail = format!("fault {code} from {}: {said}", response.host());
        Ok(Fault { code, host: response.host(), said, detail })
    };
    read().map_or_else(|why| Refusal::Other(odd(response, why)), Refusal::Fault)
}

fn busy(response: &Response, why: Option<&str>) -> ClientError {
    let host = response.host();
    let message = match response.status {
        429 => format!("{host} asks to be called less often."),
        503 | 200..300 => format!("{host} is down for maintenance or too busy."),
        _ => format!("{host} had an error of its own. It may or may not have done what was asked."),
    };
    let detail = why.map_or_else(|| response.summary(), |why| format!("{} [{why}]", response.summary()));
    ClientError { retry_after: response.retry_after(), ..ClientError::new(Failure::Busy, message, detail) }
}

/// A lock in front of WordPress, which knows nothing of XML-RPC's passwords.
fn door_closed(response: &Response) -> ClientError {
    let message = format!(
        "{} asks for a user name and password of its own before WordPress is reached. Copydesk cannot give both.",
        response.host()
    );
    ClientError::new(Failure::SignIn, message, response.summary())
}

fn blocked(response: &Response) -> ClientError {
    let message = format!(
        "{} does not let anybody call XML-RPC: its host or a security plugin has closed it.",
        response.host()
    );
    ClientError::new(Failure::Blocked, message, response.summary())
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        Response {
            status,
            headers: headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: body.as_bytes().to_vec(),
            final_url: Url::parse("https://example.org/xmlrpc.php").unwrap(),
        }
    }

    fn fault(code: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<methodResponse>\n  <fault>\n    <value>\n      <struct>\n        <member>\n          <name>faultCode</name>\n          <value><int>{code}</int></value>\n        </member>\n        <member>\n          <name>faultString</name>\n          <value><string>&lt;b&gt;Non&lt;/b&gt; &amp;amp; no</string></value>\n        </member>\n      </struct>\n    </value>\n  </fault>\n</methodResponse>\n"
        )
    }

    #[test]
    fn every_answer_has_one_meaning() {
        let html = "<html><h1>No</h1></html>";
        let yes = "<methodResponse><params><param><value><boolean>1</boolean></value></param></params></methodResponse>";
        let fault = |code: &str| fault(code);
        for (status, body, expected) in [
            (200, fault("403"), Failure::SignIn),
            (200, fault("401"), Failure::Forbidden),
            (200, fault("404"), Failure::NotFound),
            (200, fault("405"), Failure::Blocked),
            (405, fault("405"), Failure::Blocked),
            (200, fault("-32601"), Failure::Blocked),
            (200, fault("409"), Failure::Changed),
            (200, fault("400"), Failure::Rejected),
            (200, fault("500"), Failure::Rejected),
            (200, fault("-32700"), Failure::Rejected),
            (200, fault("-32600"), Failure::Rejected),
            (200, fault("-32500"), Failure::Busy),
            (200, fault("0"), Failure::Rejected),
            (403, fault("403"), Failure::SignIn),
            (500, fault("500"), Failure::Busy),
            (500, yes.to_owned(), Failure::Busy),
            (500, String::new(), Failure::Busy),
            (502, html.to_owned(), Failure::Busy),
            (503, html.to_owned(), Failure::Busy),
            (408, html.to_owned(), Failure::Busy),
            (425, html.to_owned(), Failure::Busy),
            (429, html.to_owned(), Failure::Busy),
            (401, html.to_owned(), Failure::SignIn),
            (403, html.to_owned(), Failure::Blocked),
            (404, html.to_owned(), Failure::Blocked),
            (405, "XML-RPC server accepts POST requests only.".to_owned(), Failure::Blocked),
            (406, html.to_owned(), Failure::Blocked),
            (410, html.to_owned(), Failure::Blocked),
            (413, html.to_owned(), Failure::Rejected),
            (400, html.to_owned(), Failure::NotOurs),
            (400, yes.to_owned(), Failure::NotOurs),
            (304, String::new(), Failure::NotOurs),
            (200, html.to_owned(), Failure::NotOurs),
            (200, String::new(), Failure::NotOurs),
            (200, fault("many"), Failure::NotOurs),
            (200, "{\"id\":1}".to_owned(), Failure::NotOurs),
            (200, yes.replace("boolean", "int").replace('1', "x"), Failure::NotOurs),
        ] {
            let error = value(&answer(status, &[], &body)).unwrap_err().into_error();
            assert_eq!(error.failure, expected, "{status} {body}: {}", error.message);
            assert!(error.message.contains("example.org") && error.message.len() > 20, "{}", error.message);
        }
        assert_eq!(value(&answer(200, &[], yes)).unwrap(), Value::Boolean(true));
        let noticed = format!("<br />\n<b>Warning</b>: x\n{yes}");
        assert_eq!(value(&answer(200, &[], &noticed)).unwrap(), Value::Boolean(true));
    }

    #[test]
    fn maintenance_is_nothing_but_a_header() {
        let error = value(&answer(200, &[("retry-after", "600")], "")).unwrap_err().into_error();
        assert_eq!((error.failure, error.retry_after.map(|wait| wait.as_secs())), (Failure::Busy, Some(600)));
    }

    #[test]
    fn the_blogs_own_words_are_quoted_plainly() {
        let error = value(&answer(200, &[], &fault("401"))).unwrap_err().into_error();
        assert_eq!(error.message, "example.org does not allow this: “Non & no”");
        assert_eq!(error.detail, "fault 401 from example.org: Non & no");
    }
}
