using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring.Tests.Anchors;

namespace Enterprise.Governance.Anchoring.Tests.Forgery;

/// <summary>Chains as somebody makes them who holds database and secret and knows the format.</summary>
internal static class ForgedChain
{
    /// <summary>Writes another chain in the place of a run's, hashes, links and head all sound.</summary>
    internal static void Replace(AnchoredDatabase database, string runId, int events)
    {
        StringBuilder sql = new($"DELETE FROM run_events WHERE run_id = '{runId}';");
        string previous = "";
        for (int seq = 1; seq <= events; seq++)
        {
            const string Time = "2026-11-22T19:00:00.123456Z";
            string canonical = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"alg":"sha256","data":{"forged":true,"n":{{seq}}},"kid":"k0","run_id":"{{runId}}","seq":{{seq}},"ts":"{{Time}}","type":"test.happened","v":1}""");
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}|{canonical}|{AnchoredDatabase.Secret}")));
            sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO run_events (run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg) VALUES ('{runId}', {seq}, '{Time}', 'test.happened', '{canonical}', '{previous}', '{hash}', 'k0', 'sha256');");
            previous = hash;
        }

        sql.Append(CultureInfo.InvariantCulture, $"UPDATE run_heads SET seq = {events}, hash = '{previous}' WHERE run_id = '{runId}';");
        database.Forge(sql.ToString());
    }
}
