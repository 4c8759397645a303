//! Approval in the browser: the person signs in on their own blog and presses Approve there, and WordPress sends the
//! browser back with a password made for this program alone. Pure: addresses out, addresses in.
//!
//! The way back carries a password, so it is believed once only, and only with the state that went out: nothing that is
//! sent without having been asked for, twice, or for another blog is taken.

mod loopback;

pub use loopback::{Door, Heard, hand_over};

use crate::address;
use blog::Secret;
use std::fmt;
use url::Url;

/// The scheme that the system hands to Copydesk.
pub const SCHEME: &str = "copydesk";

/// What Copydesk is called among a blog's applications: always the same, so that the blog knows it again.
const APP_ID: &str = "7a1d2c84-5f0e-4b8a-9c36-d1b0e4f7a259";

/// An approval that was asked for and has not come back yet.
pub struct Pending {
    state: Secret,
    site: Url,
    page: Url,
}

/// What came back.
#[derive(Debug)]
pub enum Answer {
    /// Approved: who it is for, and the password.
    Approved {
        /// The login name, as the blog spells it.
        user: String,
        /// The application password, without blanks.
        secret: Secret,
    },
    /// The person pressed No.
    Rejected,
}

/// Why something that came back was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody asked for it: the state is missing or another one.
    NotAsked,
    /// It is for another blog.
    OtherBlog,
    /// Name or password are missing.
    Incomplete,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAsked => "An approval came back that Copydesk did not ask for; it was not taken.",
            Self::OtherBlog => "An approval came back for another blog; it was not taken.",
            Self::Incomplete => "The blog sent the browser back without a user name or a password.",
        })
    }
}

impl Pending {
    /// Asks on `approval_page` of a blog. `back` is where the browser is sent afterwards, `when` makes the name unique
    /// (WordPress 6.1 refuses a name twice), `random` is drawn by the caller. `None` when the page is no web address.
    pub fn ask(approval_page: &str, back: &Url, when: &str, random: [u8; 16]) -> Option<Self> {
        let site = Url::parse(approval_page).ok().filter(|page| matches!(page.scheme(), "http" | "https"))?;
        let state: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut back = back.clone();
        back.query_pairs_mut().append_pair("state", &state);
        let mut page = site.clone();
        page.query_pairs_mut()
            .append_pair("app_name", &format!("Copydesk ({when})"))
            .append_pair("app_id", APP_ID)
            .append_pair("success_url", back.as_str());
        Some(Self { state: Secret::new(state), site, page })
    }

    /// The page to open in the person's browser.
    pub fn page(&self) -> &Url {
        &self.page
    }

    /// Judges an address that came back. Whoever holds this takes it away with the first answer that is not a refusal.
    pub fn judge(&self, came_back: &Url) -> Result<Answer, Refusal> {
        let value = |wanted: &str| {
            let mut values = came_back.query_pairs().filter(|(name, _)| name == wanted);
            let first = values.next().map(|(_, value)| value.into_owned());
            // Said twice is not said: which of the two was meant is nobody's guess.
            first.filter(|_| values.next().is_none())
        };
        if !value("state").is_some_and(|state| same(state.as_bytes(), self.state.reveal().as_bytes())) {
            return Err(Refusal::NotAsked);
        }
        if value("success").as_deref() == Some("false") {
            return Ok(Answer::Rejected);
        }
        let site = value("site_url").and_then(|site| Url::parse(&site).ok());
        if site.is_none_or(|site| address::host(&site) != address::host(&self.site)) {
            return Err(Refusal::OtherBlog);
        }
        let secret = value("password").map(Secret::new).unwrap_or_else(|| Secret::new(""));
        // With JavaScript the password comes in groups of four, without it in one piece; both are the same to WordPress.
        let secret = Secret::new(secret.reveal().split_whitespace().collect::<String>());
        match value("user_login").filter(|user| !user.trim().is_empty()) {
            Some(user) if !secret.is_empty() => Ok(Answer::Approved { user, secret }),
            _ => Err(Refusal::Incomplete),
        }
    }
}

/// Where the browser is sent when the system hands Copydesk's own scheme to it.
pub fn own_scheme() -> Option<Url> {
    Url::parse(&format!("{SCHEME}://authorized")).ok()
}

/// Whether a blog sends its people back to an address of their own machine: it has to run on this machine itself, or be
/// WordPress 7.1 or later. Older ones ask for https or a scheme that is no web's.
pub fn goes_to_loopback(approval_page: &str, version: Option<&str>) -> bool {
    let here = Url::parse(approval_page).is_ok_and(|page| address::is_loopback(&page));
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let mut parts = version.unwrap_or_default().split('.');
    here || (number(parts.next()), number(parts.next())) >= (7, 1)
}

/// Whether two words are the same, in a time that tells nothing of where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "000102030405060708090a0b0c0d0e0f";

    fn pending() -> Pending {
        let random = std::array::from_fn(|n| n as u8);
        let back = own_scheme().unwrap();
        let page = "https://example.org/blog/wp-admin/authorize-application.php";
        Pending::ask(page, &back, "25 November 2026, 21:30:05", random).unwrap()
    }

    #[test]
    fn the_page_is_asked_with_a_name_an_id_and_a_way_back() {
        assert_eq!(
            pending().page().as_str(),
            format!(
                "https://example.org/blog/wp-admin/authorize-application.php?app_name=Copydesk+%2825+November+2026%2C+21%3A30%3A05%29\
                 &app_id={APP_ID}&success_url=copydesk%3A%2F%2Fauthorized%3Fstate%3D{STATE}"
            )
        );
        for page in ["javascript:alert(1)", "file:///etc/passwd", "", "wp-admin/authorize-application.php"] {
            assert!(Pending::ask(page, &own_scheme().unwrap(), "x", [0; 16]).is_none(), "{page}");
        }
    }

    #[test]
    fn only_what_was_asked_for_is_taken() {
        let site = "site_url=https%3A%2F%2Fexample.org%2Fblog";
        let full = format!("state={STATE}&{site}&user_login=ann&password=abcd%20EFGH%201234");
        for (query, expected) in [
            (full.clone(), Ok("ann abcdEFGH1234")),
            (format!("state={STATE}&{site}&user_login=ann&password=abcdEFGH1234"), Ok("ann abcdEFGH1234")),
            (full.replace("https%3A", "http%3A"), Ok("ann abcdEFGH1234")),
            (format!("state={STATE}&success=false"), Ok("rejected")),
            (full.replace(STATE, "000102030405060708090a0b0c0d0e00"), Err(Refusal::NotAsked)),
            (full.replace(STATE, &STATE[..31]), Err(Refusal::NotAsked)),
            (full.replace(STATE, ""), Err(Refusal::NotAsked)),
            (format!("{site}&user_login=ann&password=x"), Err(Refusal::NotAsked)),
            (format!("{full}&state={STATE}"), Err(Refusal::NotAsked)),
            ("success=false".to_owned(), Err(Refusal::NotAsked)),
            (full.replace("example.org", "example.test"), Err(Refusal::OtherBlog)),
            (full.replace("example.org", "example.org.example.test"), Err(Refusal::OtherBlog)),
            (full.replace("example.org", "example.org%3A8443"), Err(Refusal::OtherBlog)),
            (full.replace(site, "site_url=example.org"), Err(Refusal::OtherBlog)),
            (format!("{full}&{site}"), Err(Refusal::OtherBlog)),
            (full.replace("user_login=ann", "user_login=%20"), Err(Refusal::Incomplete)),
            (full.replace("password=abcd%20EFGH%201234", "password="), Err(Refusal::Incomplete)),
            (format!("{full}&password=other"), Err(Refusal::Incomplete)),
        ] {
            let url = Url::parse(&format!("copydesk://authorized?{query}")).unwrap();
            let judged = pending().judge(&url).map(|answer| match answer {
                Answer::Approved { user, secret } => format!("{user} {}", secret.reveal()),
                Answer::Rejected => "rejected".to_owned(),
            });
            assert_eq!(judged.as_deref().map_err(|refusal| *refusal), expected, "{query}");
        }
    }

    #[test]
    fn an_answer_does_not_print_its_password() {
        let url = format!(
            "copydesk://authorized?state={STATE}&site_url=https://example.org&user_login=ann&password=canary"
        );
        let answer = pending().judge(&Url::parse(&url).unwrap()).unwrap();
        assert!(!format!("{answer:?}").contains("canary"));
    }

    #[test]
    fn older_servers_do_not_send_people_to_their_own_machine() {
        for (page, version, expected) in [
            ("https://example.org/a.php", Some("7.1.4"), true),
            ("https://example.org/a.php", Some("8.0"), true),
            ("https://example.org/a.php", Some("7.0.9"), false),
            ("https://example.org/a.php", Some("6.8"), false),
            ("https://example.org/a.php", None, false),
            ("http://127.0.0.1:8714/a.php", Some("6.1"), true),
        ] {
            assert_eq!(goes_to_loopback(page, version), expected, "{page} {version:?}");
        }
    }
}
