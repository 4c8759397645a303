//! Finding a blog, and being approved on it in the browser.

use crate::App;
use crate::ports::Folders;
use crate::wire::Nothing;
use crate::wire::accounts::{AccountAdded, AddAccount, TransportWish};
use crate::wire::connecting::{ApprovalAsked, ApprovalView, ApproveBlog, DiscoverBlog, DiscoveredView};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use blog::Transport;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use wordpress::authorize::{self, Answer, Door, Heard, Pending};
use wordpress::discovery::{Discovered, SiteKind};

/// How long an approval is waited for: long enough to look a password up.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// The approval that is waited for, if any, and whether the system hands Copydesk's own scheme to this program.
#[derive(Default)]
pub struct Approvals {
    waiting: Option<Waiting>,
    takes_own_scheme: bool,
}

struct Waiting {
    pending: Pending,
    request: ApproveBlog,
    until: std::time::SystemTime,
    /// Ends the wait of a door on this machine.
    stop: Arc<AtomicBool>,
}

impl App {
    /// See [`crate::wire::Commands::discover_blog`].
    pub fn discover_blog(&self, args: DiscoverBlog) -> Result<DiscoveredView, WireError> {
        self.accounts.believe(&args.address, &args.certificate)?;
        Ok(discovered_view(self.discovered(&args.address)?))
    }

    /// From now on the system hands addresses of Copydesk's own scheme to this program; see [`App::take_address`].
    pub fn takes_own_scheme(&self) {
        crate::lock(&self.approvals).takes_own_scheme = true;
    }

    /// See [`crate::wire::Commands::approve_blog`].
    pub fn approve_blog(self: &Arc<Self>, args: ApproveBlog) -> Result<ApprovalAsked, WireError> {
        self.accounts.believe(&args.address, &args.certificate)?;
        let found = self.discovered(&args.address)?;
        let by_hand = "Make an application password on the blog under Users, Profile, and paste it here.";
        let page = found.application_passwords.clone().ok_or_else(|| {
            WireError::new(ErrorCode::Refused, "This blog does not offer approval in the browser.", by_hand)
        })?;
        // The browser comes to the door itself, or to another start of Copydesk that hands over there.
        let door = Door::open().ok();
        let own = authorize::own_scheme().filter(|_| crate::lock(&self.approvals).takes_own_scheme);
        let straight = authorize::goes_to_loopback(&page, found.version.as_deref());
        let address = door.as_ref().map(|door| door.address().clone()).filter(|_| straight);
        let back = address.or(own).ok_or_else(|| {
            let why = "This blog sends nobody back from its approval page to a program on the command line.";
            WireError::new(ErrorCode::Refused, why, by_hand)
        })?;
        let random = [(self.ports.random)(), (self.ports.random)()].concat();
        let random = <[u8; 16]>::try_from(random).unwrap_or_default();
        let when = self.timestamp().strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        let pending = Pending::ask(&page, &back, &when, random).ok_or_else(|| {
            WireError::new(ErrorCode::Refused, "The blog's approval page has no usable address.", by_hand)
        })?;
        let asked = ApprovalAsked { page: pending.page().to_string() };
        let stop = Arc::new(AtomicBool::new(false));
        self.cancel_approval(Nothing {})?;
        crate::lock(&self.approvals).waiting = Some(Waiting {
            pending,
            request: ApproveBlog { address: found.address, ..args },
            until: self.ports.clock.now() + PATIENCE,
            stop: Arc::clone(&stop),
        });
        if let Some(door) = door {
            // Without the file only the straight way works, which most often is the one that is used.
            let _noted =
                library::files::write_atomically(&self.door_file(), door.port().to_string().as_bytes());
            let app = Arc::clone(self);
            std::thread::spawn(move || app.wait_at(door, &stop));
        }
        Ok(asked)
    }

    /// See [`crate::wire::Commands::cancel_approval`].
    pub fn cancel_approval(&self, _: Nothing) -> Result<Nothing, WireError> {
        if let Some(waiting) = crate::lock(&self.approvals).waiting.take() {
            waiting.stop.store(true, Ordering::SeqCst);
        }
        Ok(Nothing {})
    }

    /// Takes an address of Copydesk's own scheme from the system. Anything but the approval that is waited for is left
    /// alone: any web page can call such an address. Blocks until the blog was asked.
    pub fn take_address(&self, address: &str) {
        if let Ok(url) = url::Url::parse(address)
            && url.scheme() == authorize::SCHEME
            && let Some((request, answer)) = self.judge(&url)
        {
            self.approved(request, answer);
        }
    }

    /// Holds the port of the door while an approval is waited for.
    fn door_file(&self) -> PathBuf {
        door_file(&self.ports.folders)
    }

    fn wait_at(&self, door: Door, stop: &AtomicBool) {
        let mut taken = None;
        let heard = door.wait(PATIENCE, stop, &mut |url| {
            taken = self.judge(url);
            taken.is_some()
        });
        if heard != Heard::Stopped {
            let _gone = library::files::remove(&self.door_file());
        }
        match taken {
            Some((request, answer)) => self.approved(request, answer),
            None if heard == Heard::Nobody => {
                let _ended = self.cancel_approval(Nothing {});
                self.not_approved(WireError::new(
                    ErrorCode::Other,
                    "Nobody came back from the blog's approval page.",
                    "Nothing was changed. Ask again, or paste an application password.",
                ));
            }
            None => {}
        }
    }

    /// What came back, when it is the answer to what was asked; it is asked for no longer then.
    fn judge(&self, url: &url::Url) -> Option<(ApproveBlog, Result<Answer, authorize::Refusal>)> {
        let mut approvals = crate::lock(&self.approvals);
        let waiting = approvals.waiting.as_ref()?;
        let answer = waiting.pending.judge(url);
        // Whoever does not know the state ends nothing, or any web page could.
        if matches!(answer, Err(authorize::Refusal::NotAsked)) || waiting.until < self.ports.clock.now() {
            return None;
        }
        approvals.waiting.take().map(|waiting| (waiting.request, answer))
    }

    fn approved(&self, request: ApproveBlog, answer: Result<Answer, authorize::Refusal>) {
        let added = match answer {
            Ok(Answer::Approved { user, secret }) => self.add_account(AddAccount {
                address: request.address,
                user,
                password: secret.reveal().to_owned(),
                name: request.name,
                markup: request.markup,
                allow_http: request.allow_http,
                certificate: request.certificate,
                transport: TransportWish::Auto,
            }),
            Ok(Answer::Rejected) => Err(WireError::new(
                ErrorCode::Refused,
                "Copydesk was not approved: No was pressed on the blog.",
                "Nothing was changed. Ask again, or paste an application password.",
            )),
            Err(refusal) => Err(WireError::new(
                ErrorCode::Refused,
                refusal.to_string(),
                "Nothing was kept. Ask again, or paste an application password.",
            )),
        };
        match added {
            Ok(AccountAdded { account, notes }) => {
                let outcome = ApprovalView::Approved { account, notes };
                self.ports.events.send(AppEvent::Approval { outcome });
            }
            Err(error) => self.not_approved(error),
        }
    }

    fn not_approved(&self, error: WireError) {
        self.ports.events.send(AppEvent::Approval { outcome: ApprovalView::NotApproved { error } });
    }
}

/// Hands an address of Copydesk's own scheme, with which the system started this program, to the Copydesk that waits for
/// it. The address is judged there.
pub fn hand_over(folders: &Folders, address: &str) -> Result<(), WireError> {
    let nobody = || {
        WireError::input(
            "No approval is waited for.",
            "Nothing was changed. Connect the blog in Copydesk and press Approve in the browser once more.",
        )
    };
    let url =
        url::Url::parse(address).ok().filter(|url| url.scheme() == authorize::SCHEME).ok_or_else(nobody)?;
    let port = library::files::read_text(&door_file(folders)).ok().flatten();
    let port = port.and_then(|port| port.trim().parse().ok()).ok_or_else(nobody)?;
    if authorize::hand_over(port, &url).unwrap_or(false) { Ok(()) } else { Err(nobody()) }
}

fn door_file(folders: &Folders) -> PathBuf {
    folders.data.join("approval-door")
}

/// What was found, as a front end shows it before anybody signs in.
fn discovered_view(found: Discovered) -> DiscoveredView {
    let password_page = match found.kind {
        SiteKind::SelfHosted | SiteKind::Atomic => {
            format!("{}/wp-admin/profile.php#application-passwords-section", found.address)
        }
        SiteKind::WordPressCom => "https://wordpress.com/me/security/two-step".to_owned(),
    };
    DiscoveredView {
        found: found_words(&found),
        zone: found
            .over(Transport::Rest)
            .map(|_| publish::date::zone_words(&found.clock))
            .unwrap_or_default(),
        password_page,
        password_hint: password_hint(found.kind).to_owned(),
        warning: found_warning(&found),
        can_approve: found.application_passwords.is_some(),
        plain_http: super::accounts::is_plain(&found.endpoint.url),
        title: found.title,
        address: found.address,
    }
}

/// What a blog is and what it speaks, in a few words.
fn found_words(found: &Discovered) -> String {
    let kind = match found.kind {
        SiteKind::SelfHosted => "WordPress",
        SiteKind::Atomic => "WordPress hosted by WordPress.com",
        SiteKind::WordPressCom => "WordPress.com",
    };
    let version = found.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let speaks = match (found.over(Transport::Rest), found.over(Transport::XmlRpc)) {
        (Some(_), Some(_)) => "REST and XML-RPC",
        (Some(_), None) => "REST",
        (None, _) if found.has_older_methods_only => "XML-RPC (its older part)",
        (None, _) => "XML-RPC",
    };
    format!("{kind}{version}, {speaks}")
}

/// Which password it has to be.
fn password_hint(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::SelfHosted => "An application password, made on the blog under Users, Profile.",
        SiteKind::Atomic => {
            "An application password made on the blog itself, under Users, Profile. One of the WordPress.com account is not accepted there."
        }
        SiteKind::WordPressCom => {
            "An application password of the WordPress.com account, made there under Security, Two-step authentication. The user name is that of the account."
        }
    }
}

fn found_warning(found: &Discovered) -> Option<String> {
    let has_rest = found.over(Transport::Rest).is_some();
    let warning = match found.kind {
        _ if has_rest && found.application_passwords.is_some() => return None,
        _ if has_rest => {
            "This blog does not offer application passwords. They need https and may be switched off by a plugin; the blog's host can say."
        }
        SiteKind::WordPressCom => return None,
        _ if found.rest_is_closed => {
            "The blog keeps its REST interface closed to strangers. Copydesk tries it again with your sign-in, and speaks XML-RPC where it stays closed."
        }
        _ => {
            "REST does not answer there, so Copydesk speaks XML-RPC, the older interface. Everything that is written arrives all the same."
        }
    };
    Some(warning.to_owned())
}
