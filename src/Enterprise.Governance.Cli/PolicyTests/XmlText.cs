using System.Globalization;
using System.Text;
using System.Xml;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary>Text as XML 1.0 can hold it: what it cannot becomes its JSON escape.</summary>
internal static class XmlText
{
    internal static string Of(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Of two code units only noncharacters of higher planes are in doubt, and those XML allows.
            if (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value))
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
