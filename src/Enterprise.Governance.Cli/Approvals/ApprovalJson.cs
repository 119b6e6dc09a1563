using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary>Approvals for programs: one JSON object a line.</summary>
internal static class ApprovalJson
{
    internal static void Write(IEnumerable<ApprovalRecord> approvals, TextWriter output)
    {
        foreach (ApprovalRecord approval in approvals)
            JsonLine.Write(output, json => ApprovalWriter.Write(json, approval, ApprovalText.Name(approval.State)));
    }
}
