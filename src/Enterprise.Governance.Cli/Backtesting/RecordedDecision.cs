using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>A decision as a chain records it, with what it was made of.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The position of <c>policy.decided</c>.</param>
/// <param name="Timestamp">When it was made, as the chain has it.</param>
/// <param name="Request">Who wanted what; with the arguments if <paramref name="Missing"/> is absent.</param>
/// <param name="Missing">Why there are no arguments: <c>args_digest</c>, <c>args_erased</c> or <c>args_not_recorded</c>; <see langword="null"/> if there are.</param>
/// <param name="Decision">The decision in canonical form.</param>
/// <param name="PolicySetVersion">The set that decided.</param>
internal sealed record RecordedDecision(string RunId, long Seq, string Timestamp, PolicyRequest Request, string? Missing, ReadOnlyMemory<byte> Decision, string PolicySetVersion)
{
    internal string Label => FormattableString.Invariant($"{RunId} seq {Seq}");
}
