//! Walks through every exchange with a real blog and prints what came back: for looking at an unfamiliar blog.
//!
//! `exchange ADDRESS USER` reads the application password from standard input. It creates one draft, publishes it
//! with a picture and a tag, and puts it into the trash again; the picture and the tag stay.

use blog::{
    Account, AccountId, ClientError, Markup, MediaUpload, PictureMap, PostFields, PostKey, Secret, Status,
    Taxonomy, Token,
};
use std::sync::Arc;
use wordpress::{Http, connect, discover};

/// The smallest PNG: one grey dot.
const DOT: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\x81\x77\xcd\x72\xb6\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, user] = arguments.as_slice() else {
        eprintln!("usage: exchange ADDRESS USER   (the application password on standard input)");
        std::process::exit(2);
    };
    let mut password = String::new();
    if let Err(error) = std::io::stdin().read_line(&mut password) {
        eprintln!("No password: {error}.");
        std::process::exit(2);
    }
    if let Err(error) = walk(address, user, Secret::new(password.trim())) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn walk(address: &str, user: &str, secret: Secret) -> Result<(), Box<dyn std::error::Error>> {
    let http = Arc::new(Http::new()?);
    let found = discover(&http, address)?;
    println!("found       {found:?}");
    let account = Account {
        id: AccountId::new("exchange").ok_or("no account id")?,
        name: "exchange".to_owned(),
        address: found.address,
        blog_title: found.title,
        user: user.to_owned(),
        endpoint: found.endpoint,
        other: found.other,
        markup: Markup::Blocks,
        clock: found.clock,
    };
    let blog = connect(http, &account, secret)?;
    let me = blog.identity()?;
    println!("identity    {me:?}");

    let token = Token::of(&account.blog(), &PostKey::from_random([7; 8]));
    println!("shells      {:?}", ids(blog.find_shells(&token)));
    let shell = blog.create_shell("Exchange & <b>test</b>", &token)?;
    println!("created     {shell:?}");
    println!("shells      {:?}", ids(blog.find_shells(&token)));

    let name = "exchange-0123456789abcdef.png";
    let media = MediaUpload { name, mime: "image/png", bytes: DOT, alt: "A dot, \"grey\" & small" };
    let stem = "exchange-0123456789abcdef";
    let pictures = match blog.find_media(stem)?.into_iter().next() {
        Some(there) => Ok(there),
        None => blog.upload_media(&media, &mut |bytes| println!("sent        {bytes} bytes")),
    };
    println!("picture     {pictures:?}");
    println!("again       {:?}", blog.find_media(stem)?);

    println!("categories  {}", blog.list_terms(Taxonomy::Category)?.len());
    let tag = blog.ensure_term(Taxonomy::Tag, "Q & A <x>");
    println!("tag         {tag:?}");
    println!("category    {:?}", blog.ensure_term(Taxonomy::Category, "uncategorized"));

    let status = if me.rights.publish { Status::Published } else { Status::Pending };
    let fields = PostFields {
        title: Some("Exchange & test".to_owned()),
        content: Some(blog.body("Hello, *world*.\n", &PictureMap::new())),
        excerpt: Some("Short".to_owned()),
        slug: Some("exchange-тест".to_owned()),
        status: Some(status),
        date: Some("2026-11-20T10:00:00+05:30".to_owned()),
        tags: tag.ok().map(|tag| vec![tag.id]),
        featured: Some(pictures.ok().map(|picture| picture.id)),
        comments_open: Some(false),
        ..PostFields::default()
    };
    let written = blog.write_post(shell.id, &fields)?;
    println!("written     {written:?}");
    println!("read back   {}", if blog.read_post(shell.id)? == written { "the same" } else { "DIFFERENT" });
    println!("public      {:?}", blog.is_public(&written.url));
    blog.trash_post(shell.id)?;
    blog.trash_post(shell.id)?;
    println!("trashed     public now: {:?}", blog.is_public(&written.url));
    println!("in trash    {:?}", blog.read_post(shell.id)?.status);
    Ok(())
}

fn ids(posts: Result<Vec<blog::RemotePost>, ClientError>) -> Result<Vec<u64>, ClientError> {
    posts.map(|posts| posts.iter().map(|post| post.id.0).collect())
}
