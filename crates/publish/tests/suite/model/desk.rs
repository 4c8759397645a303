//! A writer's desk: presses, runs what is due, is killed and started again, and checks every statement it is given
//! against what the blog really holds.

use super::line::{Killed, Line, READY, Rng};
use super::world::{World, filtered};
use blog::{
    AccountId, BlogClient, ContentHash, PictureMap, PostKey, PostKind, PostPath, Publication, RemoteId,
    RemotePost, Rights, Status,
};
use jiff::{SignedDuration, Timestamp};
use publish::weave;
use publish::{
    Consent, Durability, JobId, Outbox, Outcome, Picture, Ports, Progress, SentFields, Snapshot, Standing,
};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// What a press says.
#[derive(Clone, Debug)]
pub struct PressOf {
    pub title: String,
    pub text: String,
    pub pictures: Vec<u8>,
    pub kind: PostKind,
    pub status: Status,
    pub fields: SentFields,
    pub consent: Consent,
}

impl PressOf {
    pub fn new(title: &str, text: &str) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            pictures: vec![],
            kind: PostKind::Post,
            status: Status::Published,
            fields: SentFields::default(),
            consent: Consent::Ordinary,
        }
    }

    pub fn pictures(mut self, pictures: &[u8]) -> Self {
        self.pictures = pictures.to_vec();
        self
    }

    fn body(&self) -> String {
        let pictures: String =
            self.pictures.iter().enumerate().map(|(n, p)| format!("\n\n![]({n}-{p}.png)")).collect();
        format!("{}{pictures}", self.text)
    }
}

fn key() -> PostKey {
    PostKey::new("00112233445566ff").unwrap()
}

/// The picture that cannot be prepared.
pub const BROKEN: u8 = 99;

fn picture_bytes(kind: u8) -> Vec<u8> {
    vec![b'p', kind]
}

/// Silences the panics that stand for kills; any other keeps its message.
fn quiet_crashes() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload().is::<Killed>() {
                before(info);
            }
        }));
    });
}

pub struct Desk {
    folder: tempfile::TempDir,
    pub line: Line,
    /// What outlives a kill: the id in the front matter and the publication beside it.
    pub ports: DeskPorts,
    pub kills: usize,
    /// Statements that were not true.
    pub false_statements: Vec<String>,
    pub outcomes: Vec<Outcome>,
}

pub struct DeskPorts {
    line: Line,
    pub front_matter: Option<RemoteId>,
    pub publication: Option<Publication>,
    pub progress: Vec<Progress>,
    pub points: Vec<&'static str>,
    pub kill_at: Option<usize>,
    pub kill_percent: usize,
    pub refuse_records: usize,
    pub rng: Rng,
}

impl Ports for DeskPorts {
    fn now(&self) -> Timestamp {
        self.line.now()
    }

    fn jitter(&mut self) -> f64 {
        self.rng.below(1001) as f64 / 1000.0
    }

    fn progress(&mut self, progress: &Progress) {
        self.progress.push(progress.clone());
    }

    fn prepare(&mut self, _: &Snapshot, picture: &Picture, original: Vec<u8>) -> Result<Vec<u8>, String> {
        if original == picture_bytes(BROKEN) {
            return Err(format!("The picture {} is damaged. Save it anew.", picture.reference));
        }
        Ok([READY, &original].concat())
    }

    fn record_id(&mut self, _: &Snapshot, id: RemoteId) -> Result<RemoteId, String> {
        self.front_matter = Some(id);
        Ok(id)
    }

    fn record_publication(&mut self, _: &Snapshot, publication: &Publication) -> Result<(), String> {
        if self.refuse_records > 0 {
            self.refuse_records -= 1;
            return Err("disk full".into());
        }
        self.front_matter = Some(publication.base.id);
        self.publication = Some(publication.clone());
        Ok(())
    }

    fn crash_point(&mut self, name: &'static str) {
        self.points.push(name);
        if self.kill_at == Some(self.points.len() - 1) || self.rng.chance(self.kill_percent) {
            std::panic::panic_any(Killed);
        }
    }
}

impl Desk {
    pub fn new(rights: Rights) -> Self {
        quiet_crashes();
        let line = Line::new(World::new(rights));
        let ports = DeskPorts {
            line: line.clone(),
            front_matter: None,
            publication: None,
            progress: vec![],
            points: vec![],
            kill_at: None,
            kill_percent: 0,
            refuse_records: 0,
            rng: Rng(7),
        };
        let folder = tempfile::tempdir().unwrap();
        Self { folder, line, ports, kills: 0, false_statements: vec![], outcomes: vec![] }
    }

    pub fn outbox_path(&self) -> PathBuf {
        self.folder.path().join("outbox.sqlite")
    }

    pub fn outbox(&self) -> Outbox {
        Outbox::open_with(&self.folder.path().join("outbox.sqlite"), Durability::ProcessDeath).unwrap()
    }

    pub fn snapshot(&self, of: &PressOf) -> (Snapshot, BTreeMap<ContentHash, Vec<u8>>) {
        let mut bytes = BTreeMap::new();
        let picture = |(n, kind): (usize, &u8)| {
            let data = picture_bytes(*kind);
            let hash = ContentHash::of(&data);
            bytes.insert(hash.clone(), data);
            Picture {
                reference: format!("{n}-{kind}.png"),
                name: format!("p{n}-{}.png", hash.short()),
                mime: "image/png".into(),
                size: 2,
                alt: String::new(),
                caption: String::new(),
                hash,
            }
        };
        let pictures = of.pictures.iter().enumerate().map(picture).collect();
        let snapshot = Snapshot {
            library: "library".into(),
            path: PostPath::new("a.md").unwrap(),
            key: key(),
            blog: "example.org".into(),
            account: AccountId::new("example").unwrap(),
            kind: of.kind,
            title: of.title.clone(),
            body: of.body(),
            fields: of.fields.clone(),
            status: of.status,
            pictures,
            remote: self.ports.front_matter,
            source: ContentHash::of(b"file"),
            consent: of.consent.clone(),
            picture_edge: 2560,
        };
        (snapshot, bytes)
    }

    pub fn press(&mut self, of: &PressOf) -> JobId {
        let (snapshot, bytes) = self.snapshot(of);
        self.outbox().enqueue(&snapshot, self.ports.publication.as_ref(), &bytes, self.line.now()).unwrap()
    }

    /// Starts the program, runs what is due as long as it lives, lets time pass, and again until nothing is due.
    pub fn settle(&mut self) {
        for _ in 0..400 {
            let outbox = self.outbox();
            if !self.work(&outbox) {
                return;
            }
        }
        panic!("it does not settle: {:?}", self.outbox().jobs());
    }

    /// True when the program was killed.
    fn work(&mut self, outbox: &Outbox) -> bool {
        for _ in 0..400 {
            let due = outbox.due(self.line.now()).unwrap();
            if due.is_empty() {
                match outbox.next_due().unwrap() {
                    Some(at) => {
                        let soon = self.line.now().checked_add(SignedDuration::from_millis(100)).unwrap();
                        self.line.pass(at.max(soon));
                    }
                    None => return false,
                }
            }
            for id in due {
                match catch_unwind(AssertUnwindSafe(|| publish::run(id, &self.line, outbox, &mut self.ports)))
                {
                    Err(payload) if payload.is::<Killed>() => {
                        self.kills += 1;
                        return true;
                    }
                    Err(payload) => std::panic::resume_unwind(payload),
                    Ok(outcome) => self.heard(outbox, id, outcome.unwrap()),
                }
            }
        }
        panic!("it works for ever: {:?}", outbox.jobs());
    }

    fn heard(&mut self, outbox: &Outbox, id: JobId, outcome: Outcome) {
        let snapshot = outbox.job(id).unwrap().snapshot;
        let expected = self.expected(&snapshot);
        let mut lie = |true_: bool, what: &str| {
            if !true_ {
                self.false_statements.push(format!("{what}: {:?}", outcome.message().happened));
            }
        };
        let there = |id| self.line.world(|world| world.posts.get(&id).cloned());
        match &outcome {
            Outcome::OnBlog { publication, reachable, .. } => {
                let post = there(publication.base.id);
                lie(post.as_ref().is_some_and(|post| post.status == publication.base.status), "status");
                lie(post.as_ref().is_some_and(|post| post.content == expected), "text");
                lie(*reachable != Some(false), "reachable");
            }
            Outcome::Unchanged { publication } => {
                lie(there(publication.base.id).is_some_and(|post| post.content == expected), "unchanged");
            }
            Outcome::Rejected { .. } => {
                let shown = self.line.world(|world| {
                    world.posts.values().any(|post| post.status.is_public() && post.content == expected)
                });
                lie(!shown, "rejected, but readable");
            }
            Outcome::NeedsSignIn { .. } => outbox.signed_in(&snapshot.account).unwrap(),
            _ => {}
        }
        self.outcomes.push(outcome);
    }

    /// The text as the blog must hold it.
    pub fn expected(&self, snapshot: &Snapshot) -> String {
        let mut map = PictureMap::new();
        for picture in &snapshot.pictures {
            let media = self.line.world(|world| {
                world.media.iter().find(|media| media.hash == picture.hash).map(|media| media.media.clone())
            });
            if let Some(media) = media {
                map.insert(picture.reference.clone(), media);
            }
        }
        let content = weave::content(self.line.typesetter(), None, &snapshot.body, &map);
        if self.line.world(|world| world.rights.unfiltered_html) { content } else { filtered(&content) }
    }

    /// Posts that are not in the trash.
    pub fn live(&self) -> Vec<RemotePost> {
        self.line.world(|world| {
            world.posts.values().filter(|post| post.status != Status::Trashed).cloned().collect()
        })
    }

    /// Exactly one post with the right text, each picture once, no orphan, the id and the base known here, nothing held.
    pub fn assert_exactly_once(&self, of: &PressOf, context: &str) {
        assert_eq!(self.false_statements, Vec::<String>::new(), "{context}");
        let live = self.live();
        assert_eq!(live.len(), 1, "{context}: {live:#?}");
        let (snapshot, _) = self.snapshot(of);
        let post = &live[0];
        assert_eq!(post.content, self.expected(&snapshot), "{context}");
        assert_eq!(post.title, of.title.trim(), "{context}");
        assert!(!post.slug.starts_with("cd-") || post.status == Status::Draft, "{context}: {}", post.slug);
        let mut hashes: Vec<_> =
            self.line.world(|world| world.media.iter().map(|media| media.hash.clone()).collect());
        let all = hashes.len();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), all, "{context}: a picture lies there twice");
        assert_eq!(self.ports.front_matter, Some(post.id), "{context}");
        let base = self.ports.publication.as_ref().map(|publication| &publication.base);
        assert_eq!(base.map(|base| base.revision().content), Some(post.revision().content), "{context}");
        for job in self.outbox().jobs().unwrap() {
            assert!(job.is_finished() && job.standing == Standing::Going, "{context}: {job:#?}");
        }
    }
}
