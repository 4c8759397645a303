//! The situations in which things are let go wrong.

use tests::model::{Blog, Laptop, Press, Role, Time, Wanted, folder};

/// A situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// A post with pictures, a category below another, and tags.
    NewPost,
    /// A post of text alone.
    PlainPost,
    /// A page with a picture.
    NewPage,
    /// A draft for the blog's own people.
    Draft,
    /// A post that goes public tomorrow.
    Schedule,
    /// A public post gets another text and one more picture.
    Update,
    /// A public post becomes a draft again.
    Withdraw,
    /// A scheduled post is sent for another day.
    Reschedule,
}

/// All of them.
pub const SCENES: [Scene; 8] = [
    Scene::NewPost,
    Scene::PlainPost,
    Scene::NewPage,
    Scene::Draft,
    Scene::Schedule,
    Scene::Update,
    Scene::Withdraw,
    Scene::Reschedule,
];

/// How the laptop speaks with the blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The newer interface.
    Rest,
    /// The older one, because the newer one is closed.
    XmlRpc,
}

/// Both.
pub const BOTH: [Over; 2] = [Over::Rest, Over::XmlRpc];

/// The blog, a laptop, and the press that is to be tried.
pub struct Stage {
    /// The folder, as long as it is needed.
    folder: tempfile::TempDir,
    /// With the account on it.
    pub laptop: Laptop,
    /// Not pressed yet.
    pub press: Press,
    /// What readers may see: what was public before, and what the press asks for.
    pub may_be_seen: Vec<Wanted>,
    /// Whether it may end with a question to the writer.
    pub may_ask: bool,
    /// Pictures that lie on the blog in the end.
    pub pictures: usize,
}

const PATH: &str = "harbour.md";
const TEXT: &str = "It was <iframe></iframe>windy at the harbour.";

impl Scene {
    /// Clears the blog and puts everything in its place.
    pub fn set(self, blog: &Blog, over: Over, role: Role, seed: u64) -> Stage {
        blog.clear(role, over == Over::XmlRpc);
        let folder = folder();
        let laptop = Laptop::new(blog, folder.path(), seed);
        for n in 1..=3 {
            laptop.write(&format!("media/{n}.png"), picture(seed, n));
        }
        let more = "![One](media/1.png)\n\n![Two](media/2.png)\n\n![One again](media/1.png)";
        let (head, body, pictures) = match self {
            Self::NewPost => (
                "categories: [Travel > Norway]\ntags: [sea, Sea, wind]\npicture: media/1.png\nslug: my-trip\n",
                more,
                3,
            ),
            Self::NewPage => ("type: page\n", "![One](media/1.png)", 1),
            Self::Update => ("tags: [sea]\n", "![One](media/1.png)", 1),
            Self::Schedule | Self::Reschedule => ("date: 2026-11-24 09:00\n", "", 0),
            Self::PlainPost | Self::Draft | Self::Withdraw => ("", "", 0),
        };
        let status = if self == Self::Draft { "draft" } else { "published" };
        let word = match self {
            Self::Draft => "draft",
            Self::Schedule | Self::Reschedule => "future",
            _ => "publish",
        };
        let kind = if self == Self::NewPage { "page" } else { "post" };
        let wanted = Wanted { kind, title: "My trip".into(), text: TEXT.into(), pictures, status: word };
        let file = format!("---\ntitle: My trip\n{head}---\n\n{TEXT}\n\n{body}\n");
        let first = Press { path: PATH.into(), file, status, wanted };
        let mut stage = Stage {
            folder,
            laptop,
            press: first,
            may_be_seen: vec![],
            may_ask: false,
            pictures: pictures.min(2),
        };
        stage.may_be_seen.push(stage.press.wanted.clone());
        if matches!(self, Self::Update | Self::Withdraw | Self::Reschedule) {
            stage.is_there(blog);
            stage.changes(self);
        }
        stage.laptop.witness.take();
        stage.may_be_seen.retain(|wanted| wanted.status == "publish");
        stage
    }
}

impl Stage {
    /// The writer's folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The first press goes through on a calm line.
    fn is_there(&mut self, blog: &Blog) {
        let press = self.press.clone();
        self.laptop.press(blog, &press);
        self.laptop.settle(blog);
        assert!(
            blog.world(|world| world.posts.values().any(|post| press.wanted.is(post, world, &blog.url))),
            "{:#?}",
            self.laptop.jobs()
        );
    }

    fn changes(&mut self, scene: Scene) {
        let file = self.laptop.read(PATH);
        let mut wanted = self.press.wanted.clone();
        let (status, changed) = match scene {
            Scene::Update => {
                wanted.text = TEXT.replace("windy", "calm");
                wanted.pictures += 1;
                self.pictures += 1;
                ("published", file.replace("windy", "calm") + "\n![Two](media/2.png)\n")
            }
            Scene::Withdraw => {
                wanted.status = "draft";
                ("draft", file)
            }
            _ => ("published", file.replace("2026-11-24 09:00", "2026-11-25 10:30")),
        };
        self.press = Press { path: PATH.into(), file: changed, status, wanted: wanted.clone() };
        self.may_be_seen.push(wanted);
    }
}

/// A blog on its own wire, for one thread.
pub fn blog() -> Blog {
    Blog::new(Time::default(), Role::Administrator)
}

/// A picture that no other run has.
fn picture(seed: u64, n: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 4, 4);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let mut pixels = seed.to_le_bytes().repeat(6);
    pixels[0..3].fill(n);
    writer.write_image_data(&pixels).unwrap();
    drop(writer);
    bytes
}
