using System.Text.Json;
using Enterprise.Governance;

namespace Quickstart.Airline;

/// <summary>The scripted approver: another person than the requester, who reads what will be executed and follows the airline's own rule.</summary>
internal sealed class Supervisor(IApprovals approvals, AirlineDesk airline)
{
    private static readonly ApproverIdentity Identity = new("skyways", "sasha.supervisor");

    /// <summary>Decides everything that is pending and returns how much that was.</summary>
    internal async Task<int> DecideAllAsync()
    {
        IReadOnlyList<ApprovalRecord> pending = await approvals.ListAsync(new ApprovalQuery("skyways") { State = ApprovalState.Pending, Limit = 1000 });
        foreach (ApprovalRecord approval in pending)
        {
            bool refuse = IsUninsuredBasicEconomy(approval);
            await approvals.DecideAsync(
                approval.ApprovalId,
                refuse ? ApprovalDecision.Denied : ApprovalDecision.Approved,
                Identity,
                refuse ? "basic economy without insurance cannot be cancelled" : "checked with the customer's file");
        }

        return pending.Count;
    }

    private bool IsUninsuredBasicEconomy(ApprovalRecord approval)
    {
        using JsonDocument args = JsonDocument.Parse(approval.Args);
        return args.RootElement.TryGetProperty("reservation_id", out JsonElement id)
            && airline.FindReservation(id.GetString()!) is { } reservation
            && (string?)reservation["cabin"] == "basic_economy"
            && (string?)reservation["insurance"] == "no";
    }
}
