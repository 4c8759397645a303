//! Keeps the password out of what is shown and logged, also when a server sends it back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blog::{ClientError, Secret};

/// Knows every form in which one sign-in could be echoed.
pub struct Redaction(Vec<Secret>);

impl Redaction {
    /// For this user's password.
    pub fn of(user: &str, secret: &Secret) -> Self {
        let word = secret.reveal();
        let bare: String = word.split_whitespace().collect();
        // As it stands in XML, where a call carries it, and in HTML, where a page may show that call.
        let escaped = quick_xml::escape::escape(word).into_owned();
        let html = escaped.replace("&apos;", "&#039;");
        let twice = quick_xml::escape::escape(&escaped).into_owned();
        let pair = STANDARD.encode(format!("{user}:{word}"));
        let forms = [word.to_owned(), bare, word.trim().to_owned(), twice, escaped, html, pair];
        // Anything shorter would blot out ordinary letters, and is no password.
        Self(forms.into_iter().filter(|form| form.trim().len() >= 4).map(Secret::new).collect())
    }

    /// The error with dots in place of the password.
    pub fn clean(&self, error: ClientError) -> ClientError {
        ClientError {
            message: self.clean_text(error.message),
            detail: self.clean_text(error.detail),
            ..error
        }
    }

    /// The text with dots in place of the password.
    pub fn clean_text(&self, text: String) -> String {
        self.0.iter().fold(text, |text, form| text.replace(form.reveal(), "••••"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::Failure;

    #[test]
    fn an_echoed_password_is_dotted_out() {
        let redaction = Redaction::of("ada", &Secret::new("abcd EFGH 1234"));
        for echo in ["abcd EFGH 1234", "abcdEFGH1234", "YWRhOmFiY2QgRUZHSCAxMjM0"] {
            let error = ClientError::new(Failure::NotOurs, format!("m {echo}"), format!("d {echo} {echo}"));
            let clean = redaction.clean(error);
            assert_eq!((clean.message.as_str(), clean.detail.as_str()), ("m ••••", "d •••• ••••"), "{echo}");
        }
        let chosen = Redaction::of("ada", &Secret::new("it's <a> & \"b\""));
        for echo in [
            "it's <a> & \"b\"",
            "it&apos;s &lt;a&gt; &amp; &quot;b&quot;",
            "it&#039;s &lt;a&gt; &amp; &quot;b&quot;",
            "it&amp;apos;s &amp;lt;a&amp;gt; &amp;amp; &amp;quot;b&amp;quot;",
        ] {
            assert_eq!(chosen.clean_text(format!("<{echo}>")), "<••••>", "{echo}");
        }
    }
}
