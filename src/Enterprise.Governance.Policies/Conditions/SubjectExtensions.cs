namespace Enterprise.Governance.Policies.Conditions;

internal static class SubjectExtensions
{
    internal static string ToKey(this Subject subject) => subject switch
    {
        Subject.Action => "action",
        Subject.Tool => "tool",
        Subject.Tenant => "tenant",
        Subject.Org => "org",
        _ => "user",
    };

    internal static string? Of(this Subject subject, in PolicyRequest request) => subject switch
    {
        Subject.Action => request.Action,
        Subject.Tool => request.Tool,
        Subject.Tenant => request.Tenant,
        Subject.Org => request.Org,
        _ => request.User,
    };
}
