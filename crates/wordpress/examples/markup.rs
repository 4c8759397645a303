//! Prints a Markdown body as a blog would store it: `cargo run -p wordpress --example markup -- [--classic] [--uploaded] FILE...`.
//! With `--uploaded` every picture counts as lying on the blog already.
//! Several files are written beside each other as `NAME.html` into the folder given by `--into FOLDER`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let (mut classic, mut uploaded, mut into, mut files) = (false, false, None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--classic" => classic = true,
            "--uploaded" => uploaded = true,
            "--into" => into = arguments.next(),
            _ => files.push(argument),
        }
    }
    for file in files {
        let text = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
        // Front matter is not the markup's business.
        let body = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or(&*text, |(_, body)| body);
        let found = markdown::parse(body).media.into_iter().filter(|_| uploaded).zip(1..);
        let pictures: blog::PictureMap = found.map(|(picture, id)| (picture.src, on_the_blog(id))).collect();
        let markup = if classic {
            wordpress::markup::classic(body, &pictures)
        } else {
            wordpress::markup::blocks(body, &pictures)
        };
        match &into {
            Some(folder) => {
                let name = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
                std::fs::write(Path::new(folder).join(name + ".html"), markup)?;
            }
            None => println!("{markup}"),
        }
    }
    Ok(())
}

fn on_the_blog(id: u64) -> blog::RemoteMedia {
    blog::RemoteMedia {
        id: blog::RemoteId(id),
        url: format!("https://example.org/wp-content/uploads/{id}.png"),
    }
}
