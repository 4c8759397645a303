//! What the doctor says about one thing.

use crate::redaction::Redaction;

/// What was looked at, in the order in which a request meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Where the address leads.
    Address,
    /// Whether it is reached, and securely.
    Connection,
    /// Whether something stands before WordPress: a server's password, a test for robots, maintenance.
    FrontDoor,
    /// The REST interface.
    Rest,
    /// XML-RPC.
    XmlRpc,
    /// Whether the blog takes application passwords.
    ApplicationPasswords,
    /// Whether user name and password are accepted.
    SignIn,
    /// What this person may do there.
    Rights,
    /// Whether both clocks agree.
    Clock,
    /// How much may be sent at once.
    Uploads,
    /// Whether the words of a post are let through.
    Text,
}

impl Subject {
    /// Those that cannot be looked at when the blog is not reached.
    pub const BEHIND_THE_DOOR: [Self; 8] = [
        Self::FrontDoor,
        Self::Rest,
        Self::XmlRpc,
        Self::ApplicationPasswords,
        Self::SignIn,
        Self::Rights,
        Self::Clock,
        Self::Uploads,
    ];

    /// Its name, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Connection => "connection",
            Self::FrontDoor => "front_door",
            Self::Rest => "rest",
            Self::XmlRpc => "xmlrpc",
            Self::ApplicationPasswords => "application_passwords",
            Self::SignIn => "sign_in",
            Self::Rights => "rights",
            Self::Clock => "clock",
            Self::Uploads => "uploads",
            Self::Text => "text",
        }
    }

    /// Its name, for a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Address => "The address",
            Self::Connection => "The connection",
            Self::FrontDoor => "The way to WordPress",
            Self::Rest => "REST",
            Self::XmlRpc => "XML-RPC",
            Self::ApplicationPasswords => "Application passwords",
            Self::SignIn => "Your sign-in",
            Self::Rights => "What you may do there",
            Self::Clock => "The clocks",
            Self::Uploads => "Pictures",
            Self::Text => "The words of the post",
        }
    }
}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Fine,
    /// Works, and something about it is worth knowing.
    Note,
    /// Does not work.
    Broken,
    /// Was not looked at.
    Skipped,
}

/// What was found out about one thing. `safe`, `next`, `culprit` and `for_host` are empty where all is fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub subject: Subject,
    /// How it stands.
    pub state: State,
    /// What happened.
    pub happened: String,
    /// What is safe.
    pub safe: String,
    /// What to do.
    pub next: String,
    /// Who or what causes it.
    pub culprit: String,
    /// What to write to the people who run the server; to be copied.
    pub for_host: String,
    /// The raw detail.
    pub detail: String,
}

impl Finding {
    /// The finding without the password, should a server have sent it back.
    pub fn cleaned(self, redaction: &Redaction) -> Self {
        let clean = |text: String| redaction.clean_text(text);
        Self {
            happened: clean(self.happened),
            safe: clean(self.safe),
            next: clean(self.next),
            culprit: clean(self.culprit),
            for_host: clean(self.for_host),
            detail: clean(self.detail),
            ..self
        }
    }

    /// With the raw detail.
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// With a letter to the people who run the server: what was asked for and what came, then the wish.
    pub fn with_letter(self, host: &str, wish: &str) -> Self {
        let evidence = if self.detail.is_empty() {
            String::new()
        } else {
            format!("\n\nWhat came back: {}", self.detail)
        };
        let for_host = format!(
            "Hello,\n\nI write on the WordPress blog at {host} with a program on my computer (Copydesk), which uses \
             WordPress's own interfaces. {}{evidence}\n\n{wish}\n\nThank you.",
            self.happened
        );
        Self { for_host, ..self }
    }
}

/// As it should be.
pub fn fine(subject: Subject, happened: impl Into<String>) -> Finding {
    Finding {
        subject,
        state: State::Fine,
        happened: happened.into(),
        safe: String::new(),
        next: String::new(),
        culprit: String::new(),
        for_host: String::new(),
        detail: String::new(),
    }
}

/// Works, and this is worth knowing.
pub fn note(
    subject: Subject,
    happened: impl Into<String>,
    culprit: &str,
    next: impl Into<String>,
) -> Finding {
    Finding {
        state: State::Note,
        culprit: culprit.to_owned(),
        safe: "Your posts are safe, and this keeps nothing from working.".to_owned(),
        next: next.into(),
        ..fine(subject, happened)
    }
}

/// Does not work.
pub fn broken(
    subject: Subject,
    happened: impl Into<String>,
    culprit: &str,
    next: impl Into<String>,
) -> Finding {
    Finding {
        state: State::Broken,
        culprit: culprit.to_owned(),
        safe: "Your posts are safe on this computer, and nothing was changed on the blog.".to_owned(),
        next: next.into(),
        ..fine(subject, happened)
    }
}

/// Was not looked at, and why.
pub fn skipped(subject: Subject, why: &str) -> Finding {
    Finding { state: State::Skipped, ..fine(subject, why) }
}
