namespace Enterprise.Governance.Json;

/// <summary>One problem in a file that a person wrote: what, where, and how to mend it. Immutable.</summary>
/// <param name="Code">A stable code in snake case, such as <c>unknown_key</c>.</param>
/// <param name="Message">The problem: lower-case start, no final period, offending text in backticks.</param>
/// <param name="File">The file's name as the caller gave it, or <see langword="null"/> for text that came from no file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 characters, from 1.</param>
/// <param name="Offending">The text at fault as it stands in the file, cut after 80 characters; empty if there is none.</param>
/// <param name="Help">What to do about it, or <see langword="null"/>.</param>
public sealed record SourceDiagnostic(string Code, string Message, string? File, int Line, int Column, string Offending, string? Help = null)
{
    /// <summary>Returns <c>file:line:column: message</c>, followed by <c>; help: …</c> where there is help.</summary>
    /// <returns>One line for people; a text without a file is shown as <c>(text)</c>.</returns>
    public override string ToString() =>
        $"{File ?? "(text)"}:{Line}:{Column}: {Message}{(Help is null ? "" : $"; help: {Help}")}";
}
