using System.Collections.Immutable;
using System.Text.Json;

namespace ReferenceServer.Dashboard.Timeline;

/// <summary>An event of a chain, as an operator reads it. Immutable.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="At">When it happened.</param>
/// <param name="Type">Its type.</param>
/// <param name="Tone">How it is shown.</param>
/// <param name="Title">What happened.</param>
public sealed record TimelineItem(long Seq, DateTimeOffset At, string Type, Tone Tone, string Title)
{
    /// <summary>Gets the action or model that it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the tool that carries the action out.</summary>
    public string? Tool { get; init; }

    /// <summary>Gets the phase that the policies were asked for.</summary>
    public string? Phase { get; init; }

    /// <summary>Gets why, in the words of whoever gave the reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the rules that had a say.</summary>
    public ImmutableArray<RuleMark> Rules { get; init; } = [];

    /// <summary>Gets what else the event says.</summary>
    public ImmutableArray<Fact> Facts { get; init; } = [];

    /// <summary>Gets how long the call took whose end this is.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets what was charged.</summary>
    public long? CostUnits { get; init; }

    /// <summary>Gets the arguments or the result.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Gets the approval that is asked for.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Gets the hash that seals the event.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Gets the event's data as it is in the chain.</summary>
    public JsonElement Data { get; init; }
}

/// <summary>Something that an event says.</summary>
public sealed record Fact(string Name, string Value);

/// <summary>A rule that had a say in a decision.</summary>
/// <param name="PolicyId">The rule.</param>
/// <param name="Kind">How it took part.</param>
public sealed record RuleMark(string PolicyId, RuleKind Kind);

/// <summary>How a rule took part in a decision.</summary>
public enum RuleKind
{
    /// <summary>Its condition held.</summary>
    Matched,

    /// <summary>Its condition could not be decided, so it counted to be safe.</summary>
    Unknown,

    /// <summary>It would have had a say; it is only watched.</summary>
    Shadow,
}

/// <summary>How an event is shown.</summary>
public enum Tone
{
    /// <summary>It is as expected.</summary>
    Quiet,

    /// <summary>Something went well.</summary>
    Good,

    /// <summary>Somebody has to do something, or a limit was met.</summary>
    Warn,

    /// <summary>Something was refused or failed.</summary>
    Bad,
}
