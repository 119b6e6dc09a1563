namespace Enterprise.Governance.Policies;

/// <summary>One member of a decision that is not as the test expects. Immutable.</summary>
/// <param name="Member">The member's name, such as <c>effect</c>.</param>
/// <param name="Expected">What the test expects, as canonical JSON (RFC 8785).</param>
/// <param name="Actual">What was decided, as canonical JSON.</param>
/// <param name="Request">The number of the request in the test, from 1.</param>
/// <param name="File">The name of the test file, or <see langword="null"/> for text that came from no file.</param>
/// <param name="Line">The line of the expectation, from 1.</param>
/// <param name="Column">The column of the expectation in UTF-16 characters, from 1.</param>
public sealed record PolicyTestDifference(string Member, string Expected, string Actual, int Request, string? File, int Line, int Column)
{
    /// <summary>Returns <c>file:line:column: `member` of request N: expected …, actual …</c>.</summary>
    /// <returns>One line for people.</returns>
    public override string ToString() => $"{File ?? "(text)"}:{Line}:{Column}: `{Member}` of request {Request}: expected {Expected}, actual {Actual}";
}
