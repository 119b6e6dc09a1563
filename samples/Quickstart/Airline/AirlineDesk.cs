using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Governance.Json;

namespace Quickstart.Airline;

/// <summary>A small airline in memory, built from what the tools answered when the trajectories were recorded.</summary>
internal sealed class AirlineDesk
{
    private readonly Lock _lock = new();

    // Written and read under _lock.
    private readonly Dictionary<string, JsonNode> _users = [];
    private readonly Dictionary<string, JsonNode> _reservations = [];
    private readonly Dictionary<string, JsonNode?> _answers = [];

    /// <summary>Learns from one recorded call; the first answer about a user or a reservation is how the airline begins.</summary>
    internal void Learn(string action, JsonElement args, JsonElement result)
    {
        lock (_lock)
        {
            JsonNode? answer = JsonNode.Parse(result.GetRawText());
            _answers.TryAdd(Key(action, args), answer);
            if (answer is not JsonObject)
                return;
            if (action == "get_user_details" && args.TryGetProperty("user_id", out JsonElement user))
                _users.TryAdd(user.GetString()!, answer);
            if (action == "get_reservation_details" && args.TryGetProperty("reservation_id", out JsonElement reservation))
                _reservations.TryAdd(reservation.GetString()!, answer);
        }
    }

    /// <summary>Carries a tool call out.</summary>
    internal JsonNode? Execute(string action, JsonElement args)
    {
        lock (_lock)
        {
            string? reservationId = args.TryGetProperty("reservation_id", out JsonElement id) ? id.GetString() : null;
            return action switch
            {
                "get_user_details" => Find(_users, args.GetProperty("user_id").GetString()!, "user"),
                "get_reservation_details" => Find(_reservations, reservationId!, "reservation"),
                "cancel_reservation" => Cancel(reservationId!),
                _ => _answers.GetValueOrDefault(Key(action, args))?.DeepClone(),
            };
        }
    }

    /// <summary>Looks a reservation up, as a supervisor would before approving.</summary>
    internal JsonNode? FindReservation(string reservationId)
    {
        lock (_lock)
            return _reservations.GetValueOrDefault(reservationId)?.DeepClone();
    }

    private JsonNode Cancel(string reservationId)
    {
        if (!_reservations.TryGetValue(reservationId, out JsonNode? reservation))
            return "Error: reservation not found";
        reservation["status"] = "cancelled";
        return reservation.DeepClone();
    }

    private static JsonNode Find(Dictionary<string, JsonNode> records, string id, string what) =>
        records.TryGetValue(id, out JsonNode? record) ? record.DeepClone() : (JsonNode)$"Error: {what} not found";

    private static string Key(string action, JsonElement args) => $"{action} {Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(args.GetRawText())))}";
}
