//! The main job, done through the real window as a person would: open a post, write, look, publish; then look at the blog.

use crate::driver::Window;
use crate::failure::{Failure, Outcome};
use crate::http;
use crate::photograph::photograph;
use crate::run::App;
use crate::wordpress::Blog;
use serde_json::{Value, json};

const POST: &str = "conference-report.md";
const SENTENCE: &str = "This sentence was typed into the real window.";

/// Opens the post, types, sees the sentence in the preview.
pub fn write(app: &App) -> Outcome<String> {
    let window = open(app)?;
    pictured(app, open_and_type(&window, app))?;
    window.close()?;
    Ok(format!("The sentence was typed and previewed. Screenshots are in {}.", app.scratch.folder.display()))
}

/// Does the same, publishes the post, and reads it back from the blog.
pub fn publish(app: &App, blog: &Blog) -> Outcome<String> {
    let window = open(app)?;
    let address = pictured(app, open_and_type(&window, app).and_then(|()| press_publish(&window, app)))?;
    window.close()?;
    let address = address.as_str();
    println!("Published at {address}");
    let pictures = read_back(blog, address)?;
    Ok(format!(
        "Published {address} with {pictures} picture(s). Screenshots are in {}.",
        app.scratch.folder.display()
    ))
}

fn press_publish(window: &Window, app: &App) -> Outcome<String> {
    window.find("[data-testid=publish-button]")?.click()?;
    let confirm = window.find("[data-testid=publish-confirm]:not([disabled])")?;
    shoot(app, "3-plan")?;
    confirm.click()?;
    let address = window.wait_for("the published address", 120, ADDRESS, json!([]))?;
    shoot(app, "4-published")?;
    Ok(address.as_str().unwrap_or_default().to_owned())
}

/// A failure comes with a picture of the window at that moment.
fn pictured<T>(app: &App, result: Outcome<T>) -> Outcome<T> {
    result.map_err(|failure| match shoot(app, "failed") {
        Ok(()) => Failure::new(format!(
            "{failure} What the window showed is in {}.",
            app.scratch.folder.join("failed.png").display()
        )),
        Err(_) => failure,
    })
}

const ADDRESS: &str = "
    const link = document.querySelector('[data-testid=published-link]');
    return link && (link.href || link.textContent).trim();";
const PREVIEWED: &str = "
    const frame = document.querySelector('[data-testid=preview-frame]');
    return Boolean(frame && frame.contentDocument && frame.contentDocument.body.textContent.includes(arguments[0]));";

fn open(app: &App) -> Outcome<Window> {
    let arguments = app.arguments();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    Window::open(app.copydesk, &arguments, &app.environment)
}

fn open_and_type(window: &Window, app: &App) -> Outcome {
    let row = window.find(&format!("[data-testid=post-list-item][data-path$='{POST}']"))?;
    shoot(app, "1-library")?;
    row.click()?;
    window.wait_for("the post in the preview", 30, PREVIEWED, json!(["I am very glad I did."]))?;
    let editor = window.find(EDITOR)?;
    window.evaluate("document.querySelector(arguments[0]).focus()", json!([EDITOR]))?;
    editor.type_text(&format!("{CONTROL}{END}"))?;
    editor.type_text(&format!("\n\n{SENTENCE}"))?;
    window.wait_for("the typed sentence in the preview", 30, PREVIEWED, json!([SENTENCE]))?;
    shoot(app, "2-written")?;
    println!("Typed into the window and seen in the preview: {SENTENCE}");
    Ok(())
}

const EDITOR: &str = "[data-testid=editor] .cm-content";
/// WebDriver's names of keys. Control is held down until the end of the text that it is in.
const CONTROL: char = '\u{E009}';
const END: char = '\u{E010}';

fn shoot(app: &App, name: &str) -> Outcome {
    let display = app.environment.iter().find(|(variable, _)| variable == "DISPLAY");
    photograph(display.map_or("", |(_, display)| display), &app.scratch.folder.join(format!("{name}.png")))
}

/// Asks the blog for the post at `address`, as any visitor could; returns how many of its pictures answer.
fn read_back(blog: &Blog, address: &str) -> Outcome<usize> {
    let page = http::get(address)?;
    if page.status != 200 {
        return Err(Failure::new(format!(
            "The blog answers {address} with status {}; the post is not public.",
            page.status
        )));
    }
    let posts = http::get(&format!("{}/?rest_route=/wp/v2/posts&per_page=100", blog.url()))?.json();
    let post = posts.as_array().into_iter().flatten().find(|post| post["link"] == address);
    let Some(html) = post.and_then(|post| post["content"]["rendered"].as_str()) else {
        return Err(Failure::new(format!("The blog lists no post with the address {address}.")));
    };
    println!("The blog returned:\n\n{}\n", plain_text(html));
    if !html.contains(SENTENCE) {
        return Err(Failure::new("The typed sentence is not in what the blog returned."));
    }
    let pictures = picture_addresses(html);
    for picture in &pictures {
        let answer = http::get(picture)?;
        if answer.status != 200 || !answer.content_type.starts_with("image/") {
            return Err(Failure::new(format!(
                "The picture {picture} answers {} ({}).",
                answer.status, answer.content_type
            )));
        }
        println!("The picture {picture} answers 200 ({}, {} bytes).", answer.content_type, answer.body.len());
    }
    let featured = post.map(|post| &post["featured_media"]).and_then(Value::as_u64).unwrap_or(0);
    println!("Featured picture: {}", if featured > 0 { "set" } else { "none" });
    if pictures.is_empty() {
        return Err(Failure::new("The post came back without its picture."));
    }
    Ok(pictures.len())
}

fn picture_addresses(html: &str) -> Vec<&str> {
    let images = html.split("<img ").skip(1).filter_map(|rest| rest.split('>').next());
    images.filter_map(|attributes| attributes.split("src=\"").nth(1)?.split('"').next()).collect()
}

/// The text between the tags, for reading on a terminal.
fn plain_text(html: &str) -> String {
    let cells_apart = html.replace("</td>", " </td>").replace("</th>", " </th>");
    let text: String =
        cells_apart.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{picture_addresses, plain_text};

    #[test]
    fn a_post_is_read_as_a_visitor_sees_it() {
        let html = "<p>One <em>two</em></p>\n\n<figure><img decoding=\"async\" src=\"http://127.0.0.1/a.jpg\" alt=\"A\"/></figure>\n<p>three</p><table><td>4</td><td>5</td></table>";
        assert_eq!(plain_text(html), "One two\nthree4 5");
        assert_eq!(picture_addresses(html), ["http://127.0.0.1/a.jpg"]);
    }
}
