namespace Enterprise.Governance.Json;

/// <summary>Says why a text has no canonical form, and where.</summary>
/// <remarks>The message never quotes the text: it may hold personal data.</remarks>
public sealed class CanonicalJsonException : GovernanceException
{
    internal CanonicalJsonException(CanonicalJsonError error, string reason, string path, int offset, int line, int column)
        : base("json_not_canonical", $"{reason} at {path} (line {line}, column {column})")
    {
        Error = error;
        Reason = reason;
        Path = path;
        Offset = offset;
        Line = line;
        Column = column;
    }

    /// <summary>Gets the kind of problem.</summary>
    public CanonicalJsonError Error { get; }

    /// <summary>Gets the problem in words, without its place.</summary>
    public string Reason { get; }

    /// <summary>Gets the JSON path of the value, such as <c>$.items[3].name</c>.</summary>
    public string Path { get; }

    /// <summary>Gets the byte offset in the input, from 0.</summary>
    public int Offset { get; }

    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; }

    /// <summary>Gets the column in bytes, from 1.</summary>
    public int Column { get; }
}
