//! A post's Markdown as a blog stores it: WordPress blocks or classic HTML.
