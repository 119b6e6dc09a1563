namespace Enterprise.Governance.Json;

/// <summary>A member of a JSON object in a file: its name, the name's place, and its value. Immutable.</summary>
public sealed class SourceMember
{
    private readonly SourceText _text;
    private readonly int _start;
    private readonly int _end;

    internal SourceMember(SourceText text, string name, int start, int end, SourceNode value)
    {
        _text = text;
        _start = start;
        _end = end;
        Name = name;
        Value = value;
    }

    /// <summary>Gets the unescaped name.</summary>
    public string Name { get; }

    /// <summary>Gets the value.</summary>
    public SourceNode Value { get; }

    /// <summary>Gets the line of the name, from 1.</summary>
    public int Line => _text.LineOf(_start);

    /// <summary>Gets the column of the name in UTF-16 characters, from 1.</summary>
    public int Column => _text.ColumnOf(_start);

    /// <summary>Describes a problem with the name.</summary>
    /// <param name="code">A stable code in snake case.</param>
    /// <param name="message">The problem: lower-case start, no final period, offending text in backticks.</param>
    /// <param name="help">What to do about it.</param>
    /// <returns>The diagnostic, placed at the name's opening quote.</returns>
    public SourceDiagnostic NameProblem(string code, string message, string? help = null) =>
        new(code, message, _text.File, Line, Column, _text.Excerpt(_start, _end), help);

    /// <summary>Describes this member as one that its object may not have, and names the nearest that it may.</summary>
    /// <param name="allowed">The names that the object may have.</param>
    /// <returns>The diagnostic, with code <c>unknown_key</c>.</returns>
    public SourceDiagnostic UnknownKey(IEnumerable<string> allowed)
    {
        string[] names = [.. allowed];
        string help = NearestName.Find(Name, names) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"known keys are {string.Join(", ", names.Order(StringComparer.Ordinal).Select(static name => $"`{name}`"))}";
        return NameProblem("unknown_key", $"unknown key `{Name}`", help);
    }
}
