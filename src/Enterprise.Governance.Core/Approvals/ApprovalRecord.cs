using System.Collections.Immutable;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

/// <summary>A request that somebody approve one action with exactly these arguments. Immutable.</summary>
public sealed record ApprovalRecord
{
    /// <summary>Gets the approval's id.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>Gets the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Gets the org, or <see langword="null"/>.</summary>
    public string? Org { get; init; }

    /// <summary>Gets the key of the call's claim: the idempotency key, or a digest.</summary>
    public required string ClaimKey { get; init; }

    /// <summary>Gets the salted digest that binds action, tool and arguments.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the action.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the tool, or <see langword="null"/>.</summary>
    public string? Tool { get; init; }

    /// <summary>Gets the arguments exactly as they will be executed, canonical JSON in UTF-8; empty once erased.</summary>
    public ReadOnlyMemory<byte> Args { get; init; }

    /// <summary>Gets the rules that asked for the approval, with their digests.</summary>
    public ImmutableArray<PolicyRuleReference> Rules { get; init; } = [];

    /// <summary>Gets where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>Gets the user for whom the run acts, or <see langword="null"/>.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Gets who decided, or <see langword="null"/>.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Gets the decision's reason, or <see langword="null"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets when it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it lapses.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets when it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the id of the call that used the grant, or <see langword="null"/>.</summary>
    public string? UsedBy { get; init; }
}
