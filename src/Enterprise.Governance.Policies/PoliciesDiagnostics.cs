namespace Enterprise.Governance.Policies;

/// <summary>The names of this package's telemetry. No measurement carries a user, an argument or a tenant.</summary>
public static class PoliciesDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Policies";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Enterprise.Governance.Policies";

    /// <summary>The counter of decisions, unit <c>{decision}</c>, by <see cref="EffectTag"/> and <see cref="PhaseTag"/>.</summary>
    public const string Decisions = "governance.policies.decisions";

    /// <summary>The counter of decisions that a shadow rule would have taken part in, unit <c>{match}</c>, by <see cref="PolicyIdTag"/> and <see cref="PhaseTag"/>.</summary>
    public const string ShadowMatches = "governance.policies.shadow_matches";

    /// <summary>The number of rules of the set in force, unit <c>{rule}</c>, by <see cref="VersionTag"/>: one measurement, whose tag tells which set is in force.</summary>
    public const string Rules = "governance.policies.rules";

    /// <summary>The counter of readings of the sources that found a change, unit <c>{load}</c>, by <see cref="OutcomeTag"/>.</summary>
    public const string Loads = "governance.policies.loads";

    /// <summary>The activity of a reading of the sources.</summary>
    public const string LoadActivity = "governance.policies.load";

    /// <summary>The tag with the effect of a decision: <c>allow</c>, <c>require_approval</c> or <c>deny</c>.</summary>
    public const string EffectTag = "governance.policies.effect";

    /// <summary>The tag with the phase; <c>other</c> for a phase that is not <c>plan</c> or <c>exec</c> and that no rule names.</summary>
    public const string PhaseTag = "governance.policies.phase";

    /// <summary>The tag with the id of a rule; <c>other</c> for a tenant's own.</summary>
    public const string PolicyIdTag = "governance.policies.policy_id";

    /// <summary>The tag with the version of a policy set.</summary>
    public const string VersionTag = "governance.policies.version";

    /// <summary>The tag with the outcome of a load: <c>loaded</c>, <c>refused</c> (errors in the files) or <c>failed</c> (the store or a source).</summary>
    public const string OutcomeTag = "governance.policies.outcome";
}
