using System.Collections.Frozen;
using System.Collections.Immutable;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies;

/// <summary>Rules compiled for evaluation, with a version that stands for their exact content. Immutable and thread-safe.</summary>
/// <remarks>
/// A set with an error does not exist: loading gives a <see cref="PolicyLoadResult"/> instead. Rules are grouped by phase, and within a
/// phase each stands under something without which it cannot match, so that a decision asks few of them and allocates nothing.
/// </remarks>
public sealed partial class PolicySet
{
    private readonly FrozenDictionary<string, RuleIndex> _phases;

    // The one of phase exec, in which nearly all requests are.
    private readonly RuleIndex? _exec;

    // Of requests of a phase that no rule names, by effect.
    private readonly PolicyDecision[] _defaults;

    private PolicySet(IEnumerable<PolicyRule> rules, PolicySetOptions options)
    {
        Rules = [.. rules.OrderBy(static rule => rule.PolicyId, StringComparer.Ordinal)];
        Options = options;
        byte[] document = PolicySetDocument.Write(Rules, options);
        Document = document;
        Version = Sha256Hex.Of(document);
        _phases = RuleIndex.Build(Rules, options, Version);
        _exec = _phases.GetValueOrDefault(PolicyPhases.Exec);
        _defaults = [.. Enum.GetValues<PolicyEffect>().Select(effect => new PolicyDecision(effect, Version))];
    }

    /// <summary>The set without rules that allows everything.</summary>
    public static PolicySet Empty { get; } = new([], PolicySetOptions.Default);

    /// <summary>Gets the version: SHA-256 of <see cref="Document"/>, lower-case hex.</summary>
    public string Version { get; }

    /// <summary>
    /// Gets the canonical JSON (RFC 8785) of <c>{"default_effect":…,"rules":[…]}</c> in UTF-8, the rules in normal form and in ordinal order of
    /// their ids. <see cref="FromDocument"/> makes the same set of it.
    /// </summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>Gets the rules in ordinal order of their ids, those that are not enabled included.</summary>
    public ImmutableArray<PolicyRule> Rules { get; }

    /// <summary>Gets what is decided where no rule decides.</summary>
    public PolicySetOptions Options { get; }

    /// <summary>Decides a request.</summary>
    /// <param name="request">What is to be decided.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentException">The request names no action, or a rule asked for an argument and the arguments are not an object in I-JSON (RFC 7493).</exception>
    public PolicyDecision Evaluate(in PolicyRequest request)
    {
        if (request.Action is null)
            throw new ArgumentException("the request names no action", nameof(request));
        string phase = request.Phase;
        RuleIndex? index = ReferenceEquals(phase, PolicyPhases.Exec) ? _exec : _phases.GetValueOrDefault(phase);
        return index is null ? _defaults[(int)Options.EffectOf(phase)] : index.Evaluate(in request);
    }

    /// <summary>Finds a rule.</summary>
    /// <param name="policyId">Its id.</param>
    /// <returns>The rule, or <see langword="null"/> if the set has none of the id.</returns>
    public PolicyRule? Find(string policyId)
    {
        ArgumentNullException.ThrowIfNull(policyId);
        int low = 0, high = Rules.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1, order = string.CompareOrdinal(Rules[middle].PolicyId, policyId);
            if (order == 0)
                return Rules[middle];
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return null;
    }

    /// <summary>Tells whether a rule names the phase; used to keep metrics free of names that callers make up.</summary>
    internal bool Knows(string phase) => _phases.ContainsKey(phase);
}
