using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance;
using ReferenceServer.Planning;

namespace ReferenceServer.Runs;

/// <summary>The body of <c>POST /runs</c>.</summary>
/// <param name="Message">The task in words; 1 to 20,000 characters.</param>
/// <param name="Plan">The steps, if the caller knows them.</param>
/// <param name="Title">A title for lists; at most 200 characters.</param>
/// <param name="Tags">At most 20 labels of 1 to 50 characters.</param>
internal sealed record RunSubmission(string? Message, SubmittedPlan? Plan, string? Title, ImmutableArray<string>? Tags)
{
    private const int MaxMessage = 20_000, MaxSteps = 50, MaxKey = 200;

    /// <summary>Says what is wrong with it, by field; nothing if it is sound.</summary>
    internal Dictionary<string, string[]> Problems(string? idempotencyKey)
    {
        Dictionary<string, string[]> problems = [];
        if (Message is not { Length: > 0 and <= MaxMessage })
            problems["message"] = [$"must have 1 to {MaxMessage} characters"];
        RunLabels.Check(Title, Tags, problems);
        if (Plan is { } plan && (plan.Steps is not { Length: > 0 and <= MaxSteps } || plan.Steps.Value.Any(static step => step is null || step.Action is not { Length: > 0 and <= 500 } || step.Tool is not { Length: > 0 and <= 500 } || step.Args.ValueKind != JsonValueKind.Object)))
            problems["plan"] = [$"must be {{\"steps\":[{{\"action\",\"tool\",\"args\"}}]}} with 1 to {MaxSteps} steps, whose `args` are objects"];
        if (idempotencyKey is { Length: 0 or > MaxKey })
            problems["Idempotency-Key"] = [$"must have 1 to {MaxKey} characters"];
        return problems;
    }

    internal RunRequest ToRequest(GovernanceScope scope, string? idempotencyKey) => new(Guid.CreateVersion7().ToString(), scope, Message!)
    {
        Title = Title ?? FirstLine(Message!),
        Tags = Tags ?? [],
        Plan = Plan?.Steps,
        IdempotencyKey = idempotencyKey,
    };

    private static string FirstLine(string message)
    {
        string line = message.AsSpan().Trim().Slice(0, message.AsSpan().Trim().IndexOfAny('\r', '\n') is >= 0 and int end ? end : message.AsSpan().Trim().Length).ToString();
        return line.Length <= 80 ? line : line[..79] + "…";
    }
}

/// <summary>A plan that the caller gives.</summary>
/// <param name="Steps">The steps, in order.</param>
internal sealed record SubmittedPlan(ImmutableArray<PlannedStep>? Steps);
