namespace Enterprise.Governance.Postgres;

/// <summary>A unit's commands have written nothing and it fails; the others of its transaction go on.</summary>
internal sealed class RefusedUnitException(GovernanceException failure) : Exception(failure.Message, failure)
{
    internal GovernanceException Failure { get; } = failure;
}
