//! Pictures on real servers that run out of breath: stored once, finished by the blog, and shown.

use app::wire::publishing::JobState;
use blog::Transport;
use std::fs;
use tests::desk::Desk;
use tests::servers::{self, Server};

/// Making the smaller sizes of pictures called so ends in a 500 twice, as it does where memory is short: while the picture
/// is taken in, and when the blog is first asked to go on.
const OUT_OF_MEMORY: &str = "<?php
$fail = function ($sizes, $meta, $id) {
    $tries = (int) get_post_meta($id, 'copydesk_tries', true);
    if (str_starts_with(basename((string) get_attached_file($id)), 'unfinished-') && $tries < 2) {
        update_post_meta($id, 'copydesk_tries', $tries + 1);
        http_response_code(500);
        exit('Allowed memory size exhausted');
    }
    return $sizes;
};
add_filter('intermediate_image_sizes_advanced', $fail, 10, 3);
add_filter('wp_get_missing_image_subsizes', $fail, 10, 3);
";

fn out_of_memory(server: &Server) {
    let plugins = server.folder.join("wp-content/mu-plugins");
    fs::create_dir_all(&plugins).unwrap();
    // Written beside and renamed, so that the server never reads half of it.
    let part = plugins.join(servers::unique());
    fs::write(&part, OUT_OF_MEMORY).unwrap();
    fs::rename(&part, plugins.join("out-of-memory.php")).unwrap();
}

/// A photograph that tells where it was taken, different each time.
fn photograph() -> Vec<u8> {
    let mut bytes = include_bytes!("../../content/media/stage-at-dusk.jpg").to_vec();
    let comment = format!("GPSLatitude canary-{}", servers::unique());
    let length = (comment.len() as u16 + 2).to_be_bytes();
    bytes.splice(2..2, [&[0xff, 0xfe][..], &length, comment.as_bytes()].concat());
    bytes
}

#[test]
fn a_picture_that_the_blog_stored_and_could_not_finish_is_finished_and_never_sent_again() {
    for server in servers::all() {
        out_of_memory(&server);
        let person = server.person("author");
        let desk = Desk::new()
            .outside("unfinished.jpg", photograph())
            .outside("post.md", "---\ntitle: Large\n---\n![A stage](unfinished.jpg \"At dusk\")\n");
        let (account, _) =
            desk.connect_over(Transport::Rest, &server.url, &person.login, &person.app_password).unwrap();
        let job = desk.published("post.md", &account, "published");
        assert_eq!(job.state, JobState::Done, "WordPress {}: {job:?}", server.version);
        let finished = job.log.iter().any(|line| line.text.contains("The blog finished picture 1 of 1"));
        assert!(finished, "WordPress {}: {:?}", server.version, job.log);

        let media = server.get(&format!("/wp/v2/media?author={}&context=edit", person.id));
        let media = media.as_array().unwrap();
        assert_eq!(media.len(), 1, "WordPress {}", server.version);
        assert_eq!(
            (media[0]["alt_text"].as_str(), media[0]["caption"]["raw"].as_str()),
            (Some("A stage"), Some("At dusk"))
        );
        let sizes = media[0]["media_details"]["sizes"].as_object().unwrap();
        assert!(sizes.contains_key("thumbnail") && sizes.contains_key("medium"), "{sizes:?}");
        let (status, kind) = server.visit(media[0]["source_url"].as_str().unwrap());
        assert_eq!((status, kind.as_str()), (200, "image/jpeg"));
    }
}
