using System.Text;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Linting.Texts;

/// <summary>A wildcard, or one word, as the matcher sees it and as an automaton. Of one lint: the automaton grows as it is used.</summary>
internal sealed class TextPattern
{
    private readonly Wildcard<char>? _wildcard;
    private readonly Rune?[] _elements;
    private TextAutomaton? _automaton;

    private TextPattern(string text, Wildcard<char>? wildcard)
    {
        Text = text;
        _wildcard = wildcard;
        _elements = [.. text.EnumerateRunes().Select(rune => wildcard is not null && rune.Value == '*' ? (Rune?)null : rune)];
    }

    internal string Text { get; }

    /// <summary>Gets whether it matches its own text and nothing else.</summary>
    internal bool IsWord => _wildcard is null or { IsLiteral: true };

    /// <summary>Gets its characters.</summary>
    internal IEnumerable<Rune> Runes => _elements.OfType<Rune>();

    internal TextAutomaton Automaton => _automaton ??= new TextAutomaton(_elements);

    internal static TextPattern Wildcard(string pattern) => new(pattern, new Wildcard<char>(pattern, '*'));

    internal static TextPattern Word(string word) => new(word, null);

    internal bool IsMatch(string text) => _wildcard?.IsMatch(text) ?? string.Equals(text, Text, StringComparison.Ordinal);

    /// <summary>Returns the text that it matches with the same run of characters in place of every star.</summary>
    internal string Instance(string run) => _wildcard is null ? Text : Text.Replace("*", run, StringComparison.Ordinal);
}
