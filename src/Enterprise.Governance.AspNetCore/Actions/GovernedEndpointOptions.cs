namespace Enterprise.Governance.AspNetCore;

/// <summary>What kind of action an endpoint carries out.</summary>
public sealed class GovernedEndpointOptions
{
    /// <summary>Gets or sets what the action costs unless a policy says otherwise, in cost units.</summary>
    /// <value>0 by default.</value>
    public long CostUnits { get; set; }

    /// <summary>Gets or sets whether carrying the action out twice does no harm, so that one cut in the middle may run again.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool IsIdempotent { get; set; }

    /// <summary>Gets or sets how the arguments enter the chain.</summary>
    /// <value><see langword="null"/> by default: as <see cref="GovernanceOptions.ArgumentCapture"/> says.</value>
    public ArgumentCapture? Capture { get; set; }
}
