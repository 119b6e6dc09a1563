using System.Text.Json;
using Enterprise.Governance.Json;

namespace ReferenceServer.Policies;

/// <summary>A tenant's own policies.</summary>
/// <param name="Version">Names the text; also the <c>ETag</c>.</param>
/// <param name="Origin">Where it comes from: <c>store</c> if somebody has saved it, else <c>files</c>.</param>
/// <param name="SavedBy">Who saved it.</param>
/// <param name="SavedAt">When.</param>
/// <param name="Text">The JSON as its author wrote it.</param>
/// <param name="Warnings">What looks like a mistake, after a change.</param>
internal sealed record PolicyView(string Version, string Origin, string? SavedBy, DateTimeOffset? SavedAt, string Text, PolicyProblem[]? Warnings)
{
    internal static PolicyView Of(PolicyDocument document, PolicyCheck? check = null) =>
        new(document.Version, document.Origin == PolicyOrigin.Store ? "store" : "files", document.SavedBy, document.SavedAt, document.Text, check is null ? null : PolicyProblem.Of(check.Warnings));
}

/// <summary>A text of policies.</summary>
/// <param name="Text">JSON: an object with <c>policies</c> and perhaps <c>default_effect</c>, or an array of rules; comments are allowed. At most 200,000 characters.</param>
internal sealed record PolicySubmission(string? Text);

/// <summary>What was found in a text.</summary>
/// <param name="Ok">Whether it could be put in force.</param>
/// <param name="Errors">What keeps it from that.</param>
/// <param name="Warnings">What looks like a mistake.</param>
internal sealed record PolicyReport(bool Ok, PolicyProblem[] Errors, PolicyProblem[] Warnings)
{
    internal static PolicyReport Of(PolicyCheck check) => new(check.Errors.IsEmpty, PolicyProblem.Of(check.Errors), PolicyProblem.Of(check.Warnings));
}

/// <summary>One problem of a text.</summary>
/// <param name="Code">A code that does not change.</param>
/// <param name="Message">The problem, for people.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Text">The text at fault.</param>
/// <param name="Help">What to write instead.</param>
internal sealed record PolicyProblem(string Code, string Message, int Line, int Column, string Text, string? Help)
{
    internal static PolicyProblem[] Of(IEnumerable<SourceDiagnostic> problems) =>
        [.. problems.Select(static problem => new PolicyProblem(problem.Code, problem.Message, problem.Line, problem.Column, problem.Offending, problem.Help))];
}

/// <summary>A request that is to be decided without being carried out.</summary>
/// <param name="Text">Policies that are not in force, to decide by; those in force if absent.</param>
/// <param name="Request">What is asked: <c>action</c>, and perhaps <c>phase</c>, <c>tool</c>, <c>org</c>, <c>user</c>, <c>roles</c> and <c>args</c>.</param>
internal sealed record SimulationRequest(string? Text, JsonElement Request);

/// <summary>How a request would be decided.</summary>
/// <param name="Decision">The decision: <c>effect</c>, <c>cost_units</c>, <c>deny_reason</c>, <c>obligations</c>, <c>policy_ids</c>, <c>unknown</c>, <c>shadow</c> and <c>policy_set</c>.</param>
/// <param name="Warnings">What looks like a mistake in the text, if one was given.</param>
internal sealed record SimulationView(JsonElement Decision, PolicyProblem[]? Warnings);
