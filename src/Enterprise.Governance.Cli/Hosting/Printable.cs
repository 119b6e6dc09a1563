using System.Globalization;
using System.Text;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Makes text safe to show: what a terminal would obey or hide becomes its JSON escape.</summary>
/// <remarks>
/// Text of a database may be forged: escape sequences could rewrite the screen, bidirectional controls could show an approver other arguments than
/// those that will be executed.
/// </remarks>
internal static class Printable
{
    internal static string Text(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden))
            return text;
        StringBuilder result = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            string shown = rune.ToString();
            if (IsHidden(rune))
                shown = string.Concat(shown.Select(static c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")));
            result.Append(shown);
        }

        return result.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
