/// The seal below the words: a golden wafer on two ribbons, and on it a rabbit with its ears up,
/// since it listens.
enum DiplomaSeal {
  static let drawing = """
    <g transform="translate(0 59.5)">
    <path d="M-5 8L-10.5 24.5L-6.2 22.6L-3.6 26.4L1 10Z" fill="#8e2438"/>
    <path d="M5 8L10.5 24.5L6.2 22.6L3.6 26.4L-1 10Z" fill="#a52c43"/>
    <circle r="12.6" fill="none" stroke="url(#metal)" stroke-width="3" stroke-dasharray="1.32 .66"/>
    <circle r="12.4" fill="url(#metal)"/>
    <circle r="11.3" fill="none" stroke="#fff8e1" stroke-width=".25"/>
    <circle r="9.8" fill="\(DiplomaPage.ink)" stroke="#7d5a1e" stroke-width=".3"/>
    <circle r="9.1" fill="none" stroke="#d9b662" stroke-width=".18"/>
    \(rabbit)
    \(waves)
    </g>
    """

  /// Head, ears, eyes and nose.
  private static let rabbit = """
    <g fill="#fff8e1">
    <path d="M-1.2 -.6C-2.2 -2.6 -3.4 -6.6 -2.5 -7.6C-1.5 -8.5 .1 -4.4 .1 -1.2Z"/>
    <path d="M1.2 -.6C2.2 -2.6 3.4 -6.6 2.5 -7.6C1.5 -8.5 -.1 -4.4 -.1 -1.2Z"/>
    <ellipse cy="2.3" rx="3.5" ry="3.3"/>
    </g>
    <g fill="#d9a5a0">
    <path d="M-1 -1.6C-1.8 -3.4 -2.5 -5.8 -2.1 -6.4C-1.6 -6.7 -.6 -4 -.5 -1.9Z"/>
    <path d="M1 -1.6C1.8 -3.4 2.5 -5.8 2.1 -6.4C1.6 -6.7 .6 -4 .5 -1.9Z"/>
    <path d="M-.55 2.75H.55L0 3.4Z"/>
    </g>
    <g fill="\(DiplomaPage.ink)"><circle cx="-1.3" cy="1.6" r=".45"/>\
    <circle cx="1.3" cy="1.6" r=".45"/></g>
    <path d="M0 3.4v.5M-.9 4.1q.45 .5 .9 -.2q.45 .7 .9 .2" fill="none" \
    stroke="\(DiplomaPage.ink)" stroke-width=".2"/>
    """

  /// What it hears.
  private static let waves = """
    <g fill="none" stroke="#d9b662" stroke-width=".3" stroke-linecap="round">
    <path d="M-4.6 -4.2q-1.2 1.9 -.2 4M4.6 -4.2q1.2 1.9 .2 4"/>
    <path d="M-6.1 -5q-1.7 2.8 -.2 5.8M6.1 -5q1.7 2.8 .2 5.8"/>
    </g>
    """
}
