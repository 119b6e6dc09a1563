namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Hands out the names of endpoints: an application may map them twice, but a name is unique.</summary>
internal sealed class GovernanceRoutes
{
    internal const string Approval = "Enterprise.Governance.Approval";

    // 1 once the name is given. Written by Interlocked.
    private int _isNamed;

    internal bool TryTakeNames() => Interlocked.Exchange(ref _isNamed, 1) == 0;
}
