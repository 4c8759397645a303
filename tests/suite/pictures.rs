//! From a photograph in the folder to a clean picture on the blog: through the whole core and over the wire.

use app::wire::accounts::SetPictureSize;
use app::wire::publishing::JobState;
use tests::desk::Desk;
use tests::model::{Blog, PASSWORD, Role, Time, USER};

const CANARY: &str = "PLACE-CANARY-52N13E";

/// A picture of 300 × 200 pixels that tells where it was taken.
fn telling() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 300, 200);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("Comment".to_owned(), format!("GPSLatitude {CANARY}")).unwrap();
    let mut writer = encoder.write_header().unwrap();
    // Grain: made smaller it has fewer bytes, as a photograph has.
    let grain = |n: u32| n.wrapping_mul(2_654_435_761).rotate_left(n % 13).to_le_bytes()[1];
    let pixels: Vec<u8> = (0..300 * 200 * 3).map(grain).collect();
    writer.write_image_data(&pixels).unwrap();
    drop(writer);
    bytes
}

fn has_canary(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|here| here == CANARY.as_bytes())
}

#[test]
fn a_picture_goes_out_smaller_and_clean_once_for_all_posts_and_stays_as_it_is_here() {
    let blog = Blog::new(Time::default(), Role::Administrator);
    let original = telling();
    assert!(has_canary(&original));
    let desk = Desk::new()
        .outside("media/harbour.png", &original)
        .outside("one.md", "---\ntitle: One\n---\n![The harbour](media/harbour.png \"At dusk\")\n")
        .outside("two.md", "---\ntitle: Two\n---\nAgain.\n\n![The harbour](media/harbour.png)\n");
    let (account, _) = desk.connect(&blog.url, USER, PASSWORD).unwrap();
    desk.app.set_picture_size(SetPictureSize { id: account.clone(), edge: 200 }).unwrap();

    let plan = desk.plan("one.md", &account, "published").unwrap();
    let detail = &plan.steps[0].detail;
    assert!(detail.ends_with("made 200 × 133, place removed") && detail.contains(" → "), "{detail}");
    for post in ["one.md", "two.md"] {
        let job = desk.published(post, &account, "published");
        assert_eq!(job.state, JobState::Done, "{job:?}");
    }

    let media = blog.world(|world| world.media.clone());
    assert_eq!(media.len(), 1, "one picture in two posts");
    let sent = png::Decoder::new(std::io::Cursor::new(&media[0].bytes)).read_info().unwrap().info().size();
    assert_eq!((sent, media[0].alt.as_str()), ((200, 133), "The harbour"));
    let heard = blog.heard();
    let leaked = heard.iter().filter(|heard| has_canary(&heard.body)).count();
    assert_eq!(leaked, 0);
    println!("0 places in {} requests", heard.len());
    let posts = blog.world(|world| world.live());
    assert!(posts.iter().all(|post| post.content.contains(&media[0].name)), "{posts:?}");
    assert_eq!(desk.bytes("media/harbour.png"), original);
}

#[test]
fn a_picture_that_cannot_be_sent_is_named_with_its_line_and_nothing_goes_out() {
    let blog = Blog::new(Time::default(), Role::Administrator);
    let cut = &telling()[..2_000];
    let desk = Desk::new()
        .outside("a.png", cut)
        .outside("b.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
        .outside("post.md", "---\ntitle: One\n---\n![A](a.png)\n\n![B](b.heic)\n");
    let (account, _) = desk.connect(&blog.url, USER, PASSWORD).unwrap();
    let plan = desk.plan("post.md", &account, "published").unwrap();
    for (refusal, words) in plan.refusals.iter().zip([["Line 4", "ends in the middle"], ["Line 6", "JPEG"]]) {
        assert!(words.iter().all(|word| refusal.contains(word)), "{refusal}");
    }
    assert_eq!(plan.refusals.len(), 2);
    desk.publish("post.md", &account, "published").unwrap_err();
    assert!(blog.world(|world| world.media.is_empty() && world.live().is_empty()));
}
