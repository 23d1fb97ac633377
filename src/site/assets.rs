//! The templates and assets that the program carries with it.

/// Templates by name.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../../templates/404.html")),
    ("about.html", include_str!("../../templates/about.html")),
    ("attack.html", include_str!("../../templates/attack.html")),
    ("attacks.html", include_str!("../../templates/attacks.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("layout.html", include_str!("../../templates/layout.html")),
    ("list.html", include_str!("../../templates/list.html")),
    ("method.html", include_str!("../../templates/method.html")),
    ("partials/bar.html", include_str!("../../templates/partials/bar.html")),
    ("partials/examples.html", include_str!("../../templates/partials/examples.html")),
    ("partials/footer.html", include_str!("../../templates/partials/footer.html")),
    ("partials/header.html", include_str!("../../templates/partials/header.html")),
    ("partials/pages.html", include_str!("../../templates/partials/pages.html")),
    ("partials/rows.html", include_str!("../../templates/partials/rows.html")),
    ("partials/serverrows.html", include_str!("../../templates/partials/serverrows.html")),
    ("rule.html", include_str!("../../templates/rule.html")),
    ("rules.html", include_str!("../../templates/rules.html")),
    ("server.html", include_str!("../../templates/server.html")),
    ("servers.html", include_str!("../../templates/servers.html")),
    ("tool.html", include_str!("../../templates/tool.html")),
];

/// Files that are published as they are, by name below `assets/`.
pub(crate) const ASSETS: &[(&str, &str)] = &[
    ("icon.svg", include_str!("../../templates/assets/icon.svg")),
    ("site.js", include_str!("../../templates/assets/site.js")),
    ("style.css", include_str!("../../templates/assets/style.css")),
    ("theme.js", include_str!("../../templates/assets/theme.js")),
];
