using System.Text;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Ledger;

public sealed partial class AuditKeyRing
{
    private static readonly string[] KeyNames = ["kid", "secret", "alg", "active"];

    /// <summary>Reads a ring from the values that operators set.</summary>
    /// <param name="auditSecret">The value of <c>AUDIT_SECRET</c>: the secret of key <c>k0</c>; or <see langword="null"/>.</param>
    /// <param name="auditKeysJson">
    /// The value of <c>AUDIT_KEYS_JSON</c>, or <see langword="null"/>: an array of <c>{"kid":"k1","secret":"…","alg":"hmac-sha256","active":true}</c>;
    /// <c>alg</c> defaults to <c>sha256</c>; exactly one key is active, unless there is only one.
    /// </param>
    /// <returns>The ring.</returns>
    /// <exception cref="LedgerException">The values do not make a ring (<c>audit_keys_invalid</c>); the message shows no secret.</exception>
    public static AuditKeyRing Parse(string? auditSecret, string? auditKeysJson)
    {
        if (string.IsNullOrEmpty(auditKeysJson))
        {
            return string.IsNullOrEmpty(auditSecret)
                ? throw Invalid("no audit key is given; set AUDIT_SECRET or AUDIT_KEYS_JSON")
                : new AuditKeyRing(new AuditKey(DefaultKid, auditSecret));
        }

        List<(AuditKey Key, bool IsActive)> keys = [.. ReadKeys(auditKeysJson).Select(static (node, i) => ReadKey(node, i))];
        if (!string.IsNullOrEmpty(auditSecret))
            AddLoneSecret(keys, auditSecret);
        if (keys.Count == 1)
            return new AuditKeyRing(keys[0].Key);
        if (keys.Count(static k => k.IsActive) != 1)
            throw Invalid($"AUDIT_KEYS_JSON has {keys.Count(static k => k.IsActive)} active keys; exactly one must have `\"active\":true`");
        AuditKey active = keys.Single(static k => k.IsActive).Key;
        return new AuditKeyRing(active, keys.Where(static k => !k.IsActive).Select(static k => k.Key));
    }

    private static void AddLoneSecret(List<(AuditKey Key, bool IsActive)> keys, string auditSecret)
    {
        AuditKey lone = new(DefaultKid, auditSecret);
        AuditKey? same = keys.Select(static k => k.Key).FirstOrDefault(static key => key.Kid == DefaultKid);
        if (same is null)
            keys.Add((lone, keys.TrueForAll(static k => !k.IsActive)));
        else if (!same.Secret.SequenceEqual(lone.Secret))
            throw Invalid("AUDIT_SECRET and AUDIT_KEYS_JSON give different secrets for `k0`; remove one of them");
    }

    private static IEnumerable<SourceNode> ReadKeys(string json)
    {
        // Diagnostics of the parser quote the text, which holds secrets: only the place is passed on.
        if (!SourceDocument.TryParse(Encoding.UTF8.GetBytes(json), null, out SourceNode? root, out var problems))
            throw Invalid($"AUDIT_KEYS_JSON is not JSON (line {problems[0].Line}, column {problems[0].Column})");
        return root.Kind == JsonValueKind.Array && !root.Items.IsEmpty ? root.Items : throw Invalid("AUDIT_KEYS_JSON must be an array of at least one key");
    }

    private static (AuditKey Key, bool IsActive) ReadKey(SourceNode node, int index)
    {
        if (node.Kind != JsonValueKind.Object)
            throw Invalid($"key {index} of AUDIT_KEYS_JSON is not an object");
        if (node.Members.FirstOrDefault(static m => !KeyNames.Contains(m.Name, StringComparer.Ordinal)) is { } unknown)
            throw Invalid($"key {index} of AUDIT_KEYS_JSON has the unknown member `{unknown.Name}`; known are kid, secret, alg and active");
        string kid = node.Find("kid")?.StringValue ?? throw Invalid($"key {index} of AUDIT_KEYS_JSON has no `kid`");
        string secret = node.Find("secret")?.StringValue is { Length: > 0 } text ? text : throw Invalid($"key `{kid}` of AUDIT_KEYS_JSON has no `secret`");
        SourceNode? alg = node.Find("alg");
        SourceNode? active = node.Find("active");
        if (active is not null && active.Kind is not (JsonValueKind.True or JsonValueKind.False))
            throw Invalid($"`active` of key `{kid}` must be true or false");
        string? algorithm = alg is null ? AuditKeyAlgorithm.Sha256 : alg.StringValue;
        return AuditKey.FindProblem(kid, algorithm) is { } problem
            ? throw Invalid($"key {index} of AUDIT_KEYS_JSON: {problem}")
            : (new AuditKey(kid, secret, algorithm!), active?.Kind == JsonValueKind.True);
    }
}
