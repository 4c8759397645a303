//! The connection doctor, as a front end asks for it.

use crate::App;
use crate::commands::library::{post_path, refused};
use crate::wire::connecting::{ExamineBlog, FindingState, FindingView};
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use blog::{Account, FrontMatter, PictureMap, PostKey, Secret, Token};
use wordpress::doctor::{Finding, Patient, State, examine, examine_text};

/// The throw-away draft is the same one each time, so that one that a broken-off search left behind is found again.
const DRAFT: [u8; 8] = *b"refused?";

impl App {
    /// See [`crate::wire::Commands::examine_blog`].
    pub fn examine_blog(&self, args: ExamineBlog) -> Result<Vec<FindingView>, WireError> {
        let account = match args.account.as_str() {
            "" => None,
            id => Some(self.accounts.find(id)?),
        };
        let (address, user, secret) = match &account {
            Some(account) => {
                self.accounts.apply(account)?;
                (account.address.clone(), account.user.clone(), self.accounts.secret(account).ok())
            }
            None => (args.address, args.user, Some(Secret::new(args.password))),
        };
        let secret = secret.filter(|secret| !secret.is_empty() && !user.trim().is_empty());
        let patient = Patient {
            address: &address,
            sign_in: secret.as_ref().map(|secret| (user.trim(), secret)),
            now: self.timestamp(),
        };
        let mut told = |finding: &Finding| {
            self.ports.events.send(AppEvent::Finding { finding: view(finding) });
        };
        let mut findings = examine(&self.accounts.http()?, &patient, &mut told);
        if let (Some(account), false) = (&account, args.path.is_empty()) {
            let finding = self.examine_words(account, &args.path)?;
            told(&finding);
            findings.push(finding);
        }
        Ok(findings.iter().map(view).collect())
    }

    /// Tries the words of a post on a throw-away draft.
    fn examine_words(&self, account: &Account, path: &str) -> Result<Finding, WireError> {
        let file = self.shelf()?.library.read(&post_path(path)?).map_err(refused)?;
        let client = self.accounts.client(account)?;
        let body = &file.text[FrontMatter::of(&file.text).body];
        let markup = client.typesetter().render(body, &PictureMap::default(), "").whole();
        let token = Token::of(&account.blog(), &PostKey::from_random(DRAFT));
        Ok(examine_text(&*client, &account.blog(), &markup, &token))
    }
}

fn view(finding: &Finding) -> FindingView {
    FindingView {
        subject: finding.subject.word().to_owned(),
        label: finding.subject.label().to_owned(),
        state: match finding.state {
            State::Fine => FindingState::Fine,
            State::Note => FindingState::Note,
            State::Broken => FindingState::Broken,
            State::Skipped => FindingState::Skipped,
        },
        happened: finding.happened.clone(),
        safe: finding.safe.clone(),
        next: finding.next.clone(),
        culprit: finding.culprit.clone(),
        for_host: finding.for_host.clone(),
        detail: finding.detail.clone(),
    }
}
