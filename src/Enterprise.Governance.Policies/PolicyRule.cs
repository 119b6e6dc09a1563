using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies;

/// <summary>One rule in its normal form: defaults filled in, the list form split into <c>id#deny</c> and <c>id#approval</c>. Immutable.</summary>
public sealed class PolicyRule
{
    internal PolicyRule(string policyId, RuleHeader header, Condition condition, RuleEffect effect)
    {
        PolicyId = policyId;
        Header = header;
        Condition = condition;
        Effect = effect;
        byte[] document = RuleDocument.Write(this);
        Document = document;
        Digest = Sha256Hex.Of(document);
    }

    /// <summary>Gets the id.</summary>
    public string PolicyId { get; }

    /// <summary>Gets SHA-256 of <see cref="Document"/>, lower-case hex: equal for rules of equal content, wherever they stand.</summary>
    public string Digest { get; }

    /// <summary>Gets the normal form as canonical JSON (RFC 8785) in UTF-8.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>Gets the phases in which the rule applies: distinct, in ordinal order.</summary>
    public ImmutableArray<string> Phases => Header.Phases;

    /// <summary>Gets the priority; higher goes first.</summary>
    public int Priority => Header.Priority;

    /// <summary>Gets whether the rule is evaluated at all.</summary>
    public bool Enabled => Header.Enabled;

    /// <summary>Gets whether the rule decides or is only reported.</summary>
    public PolicyMode Mode => Header.Mode;

    /// <summary>Gets the tenant whose rule this is; <see langword="null"/> for a rule of all tenants.</summary>
    public string? Tenant => Header.Tenant;

    /// <summary>Gets the file the rule came from, or <see langword="null"/> for text that came from no file.</summary>
    public string? File => Header.Place.File;

    /// <summary>Gets the line of the rule's id, from 1.</summary>
    public int Line => Header.Place.Line;

    /// <summary>Gets the column of the rule's id in UTF-16 characters, from 1.</summary>
    public int Column => Header.Place.Column;

    internal RuleHeader Header { get; }

    internal Condition Condition { get; }

    internal RuleEffect Effect { get; }

    /// <summary>Orders rules by precedence: the highest priority first, ties in ordinal order of their ids.</summary>
    internal static IOrderedEnumerable<PolicyRule> InPrecedence(IEnumerable<PolicyRule> rules) =>
        rules.OrderByDescending(static rule => rule.Priority).ThenBy(static rule => rule.PolicyId, StringComparer.Ordinal);

    /// <summary>Gets the name and content of the rule, to recognise it in another set.</summary>
    /// <returns>Id and digest.</returns>
    public PolicyRuleReference ToReference() => new(PolicyId, Digest);

    /// <summary>Returns the id.</summary>
    /// <returns><see cref="PolicyId"/>.</returns>
    public override string ToString() => PolicyId;
}
