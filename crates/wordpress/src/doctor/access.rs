//! What stands between a reached server and a post: locks before WordPress, closed interfaces, application passwords, the
//! sign-in, the role. Pure.

use super::finding::{Finding, Subject, broken, fine, note, skipped};
use crate::discovery::Survey;
use crate::exchange::Response;
use crate::obstacle::Obstacle;
use crate::rest::json::Said;
use blog::{ClientError, Failure, Identity, Secret};

/// All that was seen.
pub struct Seen<'a> {
    /// The front page, whatever its status.
    pub front: &'a Response,
    /// What the places of interfaces answered.
    pub survey: &'a Survey,
    /// Who we are over REST; `None` where there is no REST or no sign-in.
    pub rest_me: Option<Result<Identity, ClientError>>,
    /// The same over XML-RPC.
    pub xmlrpc_me: Option<Result<Identity, ClientError>>,
}

impl Seen<'_> {
    fn host(&self) -> String {
        self.front.host()
    }

    fn has_either(&self) -> bool {
        self.survey.rest.is_some() || self.survey.xmlrpc.is_some()
    }
}

/// Whether something answers in WordPress's place.
pub fn front_door(front: &Response) -> Finding {
    let (subject, host) = (Subject::FrontDoor, front.host());
    let detail = front.summary();
    match Obstacle::of(front) {
        Some(Obstacle::ServerPassword) => broken(
            subject,
            format!("The server of {host} asks for a user and a password of its own before it shows the blog."),
            "a lock of the web server (HTTP authentication)",
            "REST cannot work behind it, because the lock and WordPress want the same line of the request. Have the lock \
             taken off /wp-json/ and /xmlrpc.php; WordPress guards both by itself.",
        )
        .with_detail(detail)
        .with_letter(&host, "Please take the HTTP authentication off /wp-json/ and /xmlrpc.php."),
        Some(Obstacle::Challenge(by)) => broken(
            subject,
            format!("{host} shows every program a page that tests for robots."),
            by,
            "No program can pass such a test. Have /wp-json/ and /xmlrpc.php excepted from it.",
        )
        .with_detail(detail)
        .with_letter(&host, "Please except /wp-json/ and /xmlrpc.php from the robot test, at least for signed-in requests."),
        Some(Obstacle::Firewall(by)) => broken(
            subject,
            format!("A firewall in front of {host} refuses this computer."),
            by,
            "Try from another network; if it works there, this network's address is on a list. Ask the host to take it \
             off.",
        )
        .with_detail(detail)
        .with_letter(&host, "Please look up why my address is refused and allow it."),
        Some(Obstacle::Maintenance) => broken(
            subject,
            format!("{host} is being updated."),
            "an update of WordPress that runs or got stuck",
            "Try again in ten minutes. If it stays, somebody has to delete the file .maintenance in WordPress's folder.",
        )
        .with_detail(detail),
        _ if front.status >= 500 => broken(
            subject,
            format!("{host} answers its front page with an error of its own ({}).", front.status),
            "the blog's server",
            "Look at the blog in a browser. If it is broken there too, its host can read the cause in the server's log.",
        )
        .with_detail(detail)
        .with_letter(&host, "Please look into the server's error log."),
        Some(Obstacle::Closed(_)) | None => fine(subject, "Nothing stands in between."),
    }
}

/// Whether REST is there.
pub fn rest(seen: &Seen<'_>) -> Finding {
    let (subject, host) = (Subject::Rest, seen.host());
    if let Some((_, root)) = &seen.survey.rest {
        return if root.query_pairs().any(|(name, _)| name == "rest_route") {
            let happened = "REST answers, at an address for blogs with plain permalinks.";
            let next = "Nothing has to be done. Settings, Permalinks, on the blog gives nicer addresses.";
            note(subject, happened, "the blog's permalink setting", next).with_detail(root.as_str())
        } else {
            fine(subject, "REST answers.").with_detail(root.as_str())
        };
    }
    let other = if seen.survey.xmlrpc.is_some() {
        " Copydesk speaks XML-RPC with this blog meanwhile; everything that is written arrives all the same."
    } else {
        ""
    };
    let Some(refused) = &seen.survey.rest_refused else {
        let next = format!("Try again in some minutes.{other}");
        return broken(subject, format!("REST did not answer on {host}."), "a silent server", next);
    };
    let says = |happened: String, culprit: &str, next: &str, wish: &str| {
        broken(subject, happened, culprit, format!("{next}{other}"))
            .with_detail(refused.summary())
            .with_letter(&host, wish)
    };
    let wish = "Please let /wp-json/ (and /?rest_route=/) through to WordPress for people who sign in.";
    match Obstacle::of(refused) {
        Some(Obstacle::Closed(by)) => says(
            format!("{host} keeps REST closed."),
            by,
            "Look in the settings of the blog's security plugins for “REST API”, and allow it for signed-in people.",
            wish,
        ),
        Some(Obstacle::ServerPassword) => says(
            format!("The server of {host} guards REST with a password of its own."),
            "a lock of the web server (HTTP authentication)",
            "Have it taken off /wp-json/.",
            wish,
        ),
        Some(Obstacle::Challenge(by) | Obstacle::Firewall(by)) => says(
            format!("REST of {host} is refused before WordPress sees it."),
            by,
            "Have /wp-json/ excepted.",
            wish,
        ),
        Some(Obstacle::Maintenance) => says(
            format!("{host} is being updated."),
            "an update of WordPress that runs or got stuck",
            "Try again in ten minutes.",
            "Please look whether an update got stuck: the file .maintenance is still there.",
        ),
        None => match refused.status {
            401 | 403 if Said::read(&refused.body).is_some() => says(
                format!("{host} keeps REST closed to strangers."),
                "a plugin",
                "Look in the settings of the blog's security plugins for “REST API”, and allow it for signed-in people.",
                wish,
            ),
            403 | 405 | 406 => says(
                format!("The server of {host} refuses REST ({}).", refused.status),
                "the host or a firewall",
                "Have /wp-json/ let through.",
                wish,
            ),
            500.. => says(
                format!("REST of {host} ends in an error of the server ({}).", refused.status),
                "a plugin, a theme, or the server",
                "Its host can read the cause in the server's log.",
                "Please look into the server's error log for /wp-json/.",
            ),
            _ => says(
                format!("There is no REST on {host}."),
                "a plugin that switches it off, an old WordPress, or another address",
                "Check that the address is the blog's own.",
                wish,
            ),
        },
    }
}

/// Whether XML-RPC is there.
pub fn xmlrpc(seen: &Seen<'_>) -> Finding {
    let (subject, host) = (Subject::XmlRpc, seen.host());
    if let Some((url, _)) = &seen.survey.xmlrpc {
        return fine(subject, "XML-RPC answers.").with_detail(url.as_str());
    }
    let refused = seen.survey.xmlrpc_refused.as_ref();
    let happened = match refused.map(|answer| answer.status) {
        Some(401 | 403 | 405 | 406) => format!("XML-RPC is blocked on {host}."),
        Some(500..) => format!("XML-RPC of {host} ends in an error of the server."),
        Some(_) => format!("XML-RPC is switched off on {host}."),
        None => format!("XML-RPC did not answer on {host}."),
    };
    let culprit = match refused.and_then(Obstacle::of) {
        Some(Obstacle::Challenge(by) | Obstacle::Firewall(by) | Obstacle::Closed(by)) => by,
        _ => "a plugin or the host; many block XML-RPC for all",
    };
    let detail = refused.map(Response::summary).unwrap_or_default();
    if seen.survey.rest.is_some() {
        let next = "Nothing has to be done: REST is there, and it is the better of the two.";
        return note(subject, happened, culprit, next).with_detail(detail);
    }
    broken(
        subject,
        happened,
        culprit,
        "Have REST (/wp-json/) or XML-RPC (/xmlrpc.php) let through; one of them is enough.",
    )
    .with_detail(detail)
    .with_letter(&host, "Please let /wp-json/ or /xmlrpc.php through to WordPress.")
}

/// Plugins that switch application passwords off, by a namespace of theirs.
const SUSPECTS: [(&str, &str); 5] = [
    ("wordfence", "Wordfence (All Options, Brute Force Protection, Disable WordPress application passwords)"),
    ("solid-security", "Solid Security (its REST API and login settings)"),
    ("ithemes-security", "Solid Security (its REST API and login settings)"),
    ("aios", "All-In-One Security (its settings for application passwords)"),
    ("really-simple-security", "Really Simple Security (its hardening settings)"),
];

/// Whether the blog takes application passwords.
pub fn application_passwords(seen: &Seen<'_>) -> Finding {
    let (subject, host) = (Subject::ApplicationPasswords, seen.host());
    let Some((index, root)) = &seen.survey.rest else {
        return skipped(subject, "Only REST tells this beforehand.");
    };
    if index.offers_approval() {
        return fine(subject, "The blog takes application passwords.");
    }
    let happened = format!("{host} does not take application passwords.");
    if root.scheme() == "http" {
        let next = "WordPress takes them over https only. Have https switched on and connect the blog by its https \
                    address.";
        return broken(subject, happened, "the blog is not reached over https", next).with_letter(
            &host,
            "Please switch https on for this blog, and set its address in WordPress to https.",
        );
    }
    let offers = |name: &str| index.offers().iter().any(|space| space.split('/').next() == Some(name));
    let suspect = SUSPECTS.iter().find(|(space, _)| offers(space)).map(|(_, suspect)| *suspect);
    let next = "Have them switched on, at least for your user. They are the safe way in: one password for one program, \
                taken back at any time.";
    broken(subject, happened, suspect.unwrap_or("a plugin, or a rule of the host"), next)
        .with_letter(&host, "Please allow WordPress application passwords (the filter wp_is_application_passwords_available must not be false).")
}

/// Whether name and password are accepted, and if not, whose fault it is.
pub fn sign_in(seen: &Seen<'_>, secret: Option<&Secret>) -> Finding {
    let (subject, host) = (Subject::SignIn, seen.host());
    let Some(secret) = secret else {
        return skipped(subject, "Without a user name and a password this was not tried.");
    };
    let offered = seen.survey.rest.as_ref().is_none_or(|(index, _)| index.offers_approval());
    match (&seen.rest_me, &seen.xmlrpc_me) {
        (Some(Ok(me)), _) => fine(subject, format!("You are {} there.", me.login)),
        (None, Some(Ok(me))) => fine(subject, format!("You are {} there, over XML-RPC.", me.login)),
        (Some(Err(rest)), Some(Ok(me))) if rest.failure == Failure::SignIn && is_application_password(secret) => note(
            subject,
            format!("XML-RPC knows you as {}, REST does not: the password is right, and it is lost on its way.", me.login),
            "the web server drops the Authorization header before WordPress sees it",
            "Copydesk speaks XML-RPC with this blog, so you can go on. To get REST too, let the server pass the header on.",
        )
        .with_detail(rest.detail.clone())
        .with_letter(&host, HEADER_WISH),
        (Some(Err(rest)), Some(Ok(me))) if rest.failure == Failure::SignIn => note(
            subject,
            format!("XML-RPC knows you as {}, REST does not: this is the password with which you log in on the blog.", me.login),
            "REST takes application passwords only",
            "Make an application password on the blog (Users, Profile) and sign in with that. It can be taken back at any \
             time without changing your own.",
        )
        .with_detail(rest.detail.clone()),
        (Some(Err(error)), other) if error.failure == Failure::SignIn => {
            if !offered {
                return broken(
                    subject,
                    format!("{host} did not accept the sign-in, because it takes no application passwords."),
                    "application passwords are switched off",
                    "See above: once they are switched on, try again.",
                )
                .with_detail(error.detail.clone());
            }
            let both_refused = other.as_ref().is_some_and(is_sign_in);
            let (culprit, next) = if both_refused {
                (
                    "the user name or the password",
                    "The user name is your login, not the label of the password. Make a new application password on the \
                     blog (Users, Profile) and paste it whole.",
                )
            } else {
                (
                    "the user name or the password; or the web server, which may drop the Authorization header",
                    "Check the user name (your login, not the password's label) and make a new application password. If \
                     that does not help, the server drops the header: send its host the text below.",
                )
            };
            let finding = broken(subject, format!("{host} did not accept the sign-in."), culprit, next)
                .with_detail(error.detail.clone());
            if both_refused { finding } else { finding.with_letter(&host, HEADER_WISH) }
        }
        (None, Some(Err(error))) if error.failure == Failure::SignIn => broken(
            subject,
            format!("{host} did not accept the sign-in over XML-RPC."),
            "the user name or the password",
            "The user name is your login. On WordPress.com it is that of the account, with an application password made \
             under Security, Two-step authentication; elsewhere one made on the blog under Users, Profile.",
        )
        .with_detail(error.detail.clone()),
        (Some(Err(error)), _) | (None, Some(Err(error))) => broken(
            subject,
            error.message.clone(),
            "see the detail",
            "Try again in some minutes; if it stays, send the detail to whoever looks after the blog.",
        )
        .with_detail(error.detail.clone())
        .with_letter(&host, "Please look why signed-in requests to /wp-json/wp/v2/users/me are answered so."),
        (None, None) if seen.has_either() => skipped(subject, "This was not tried."),
        (None, None) => skipped(subject, "There is no interface to sign in at."),
    }
}

const HEADER_WISH: &str = "Please let the Authorization header through to PHP. Apache with CGI or FastCGI: `CGIPassAuth On`, or \
    `SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1`. nginx: `fastcgi_param HTTP_AUTHORIZATION $http_authorization;`, \
    and in front of Apache `proxy_set_header Authorization $http_authorization;`.";

fn is_sign_in(result: &Result<Identity, ClientError>) -> bool {
    matches!(result, Err(error) if error.failure == Failure::SignIn)
}

/// Application passwords are 24 letters and digits, blanks aside; few people's own passwords are.
fn is_application_password(secret: &Secret) -> bool {
    let bare = || secret.reveal().chars().filter(|c| !c.is_whitespace());
    bare().count() == 24 && bare().all(|c| c.is_ascii_alphanumeric())
}

/// Whether the role is high enough.
pub fn rights(seen: &Seen<'_>) -> Finding {
    let subject = Subject::Rights;
    let Some(Ok(me)) = seen.rest_me.as_ref().filter(|me| me.is_ok()).or(seen.xmlrpc_me.as_ref()) else {
        return skipped(subject, "This shows after the sign-in.");
    };
    let role = if me.roles.is_empty() { "no role that is told".to_owned() } else { me.roles.join(", ") };
    let host = seen.host();
    if !me.rights.write {
        let next = "Ask an administrator of the blog for the role of an author or a contributor.";
        return broken(
            subject,
            format!("You may not write posts on {host} (role: {role})."),
            "your role there",
            next,
        );
    }
    let lacks = [
        (
            !me.rights.publish,
            "make posts public: they go to the blog as pending, and an editor publishes them",
        ),
        (!me.rights.upload, "send pictures"),
        (!me.rights.create_categories, "create categories"),
    ];
    let lacks: Vec<&str> = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect();
    if lacks.is_empty() || lacks == ["create categories"] {
        return fine(subject, format!("You may write, publish and send pictures (role: {role})."));
    }
    let happened = format!("As {role} you may not {}.", lacks.join("; not "));
    note(
        subject,
        happened,
        "your role there",
        "Nothing has to be done, or ask an administrator for the role of an author.",
    )
}
