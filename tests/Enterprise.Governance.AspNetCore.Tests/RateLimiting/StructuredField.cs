using System.Globalization;
using System.Text;

namespace Enterprise.Governance.AspNetCore.Tests.RateLimiting;

/// <summary>
/// A strict reader of Lists of Items by RFC 9651, section 4.2; whatever it does not accept is a <see cref="FormatException"/>. Inner lists and display strings, which no field here may have, count as
/// malformed.
/// </summary>
internal sealed class StructuredField(string text)
{
    private int _at;

    internal static IReadOnlyList<(object Value, Dictionary<string, object> Parameters)> ReadList(string text) => new StructuredField(text).List();

    private List<(object, Dictionary<string, object>)> List()
    {
        List<(object, Dictionary<string, object>)> items = [];
        Skip(" ");
        while (_at < text.Length)
        {
            items.Add((BareItem(), Parameters()));
            Skip(" \t");
            if (_at == text.Length)
                break;
            Take(',');
            Skip(" \t");
            Require(_at < text.Length);
        }

        return items;
    }

    private Dictionary<string, object> Parameters()
    {
        Dictionary<string, object> parameters = new(StringComparer.Ordinal);
        while (Peek() == ';')
        {
            _at++;
            Skip(" ");
            string key = Key();
            object value = true;
            if (Peek() == '=')
            {
                _at++;
                value = BareItem();
            }

            parameters[key] = value;
        }

        return parameters;
    }

    private string Key()
    {
        Require(Peek() is (>= 'a' and <= 'z') or '*');
        int start = _at;
        while (Peek() is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '.' or '*')
            _at++;
        return text[start.._at];
    }

    private object BareItem() => Peek() switch
    {
        '-' or (>= '0' and <= '9') => Number(),
        '"' => String(),
        ':' => Bytes(),
        '?' => Boolean(),
        '@' => Date(),
        '*' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => Token(),
        _ => throw new FormatException($"no item at {_at} of {text}"),
    };

    /// <summary>An Integer of at most 15 digits as long, or a Decimal of at most 12 and 3 digits as decimal.</summary>
    private object Number()
    {
        int start = _at;
        if (Peek() == '-')
            _at++;
        int whole = Digits();
        Require(whole >= 1);
        if (Peek() != '.')
        {
            Require(whole <= 15);
            return long.Parse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
        }

        _at++;
        Require(whole <= 12 && Digits() is >= 1 and <= 3);
        return decimal.Parse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
    }

    private int Digits()
    {
        int start = _at;
        while (Peek() is >= '0' and <= '9')
            _at++;
        return _at - start;
    }

    private string String()
    {
        StringBuilder value = new();
        Take('"');
        while (Peek() is { } next and not '"')
        {
            _at++;
            if (next == '\\')
            {
                next = Peek() ?? throw new FormatException("the text ends in an escape");
                Require(next is '"' or '\\');
                _at++;
            }

            Require(next is >= ' ' and <= '~');
            value.Append(next);
        }

        Take('"');
        return value.ToString();
    }

    /// <summary>Base64 with its padding; bits that decoding drops may be set, as in two examples of the draft.</summary>
    private byte[] Bytes()
    {
        Take(':');
        int end = text.IndexOf(':', _at);
        Require(end >= 0);
        string base64 = text[_at..end];
        _at = end + 1;
        string letters = base64.TrimEnd('=');
        Require(base64.Length % 4 == 0 && base64.Length - letters.Length <= 2 && letters.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/'));
        return Encoding.ASCII.GetBytes(base64);
    }

    private object Boolean()
    {
        Take('?');
        Require(Peek() is '0' or '1');
        return text[_at++] == '1';
    }

    private DateTimeOffset Date()
    {
        Take('@');
        return Number() is long seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : throw new FormatException("a date has no fraction");
    }

    private SfToken Token()
    {
        int start = _at;
        while (Peek() is { } next && (char.IsAsciiLetterOrDigit(next) || "!#$%&'*+-.^_`|~:/".Contains(next, StringComparison.Ordinal)))
            _at++;
        return new SfToken(text[start.._at]);
    }

    private char? Peek() => _at < text.Length ? text[_at] : null;

    private void Skip(string characters)
    {
        while (Peek() is { } next && characters.Contains(next, StringComparison.Ordinal))
            _at++;
    }

    private void Take(char expected)
    {
        Require(Peek() == expected);
        _at++;
    }

    private void Require(bool holds)
    {
        if (!holds)
            throw new FormatException($"malformed at {_at}: {text}");
    }

    internal sealed record SfToken(string Text);
}
