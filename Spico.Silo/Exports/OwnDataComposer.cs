using System.Globalization;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Pdf;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Exports;

/// <summary>Lays an export out: a part for each section, a line or two for each thing.</summary>
internal sealed class OwnDataComposer(OwnData data, PageFlow flow, LineBreaker breaker)
{
    /// <summary>What it is called.</summary>
    public const string Title = "Données personnelles détenues par Spico";

    private const float PartRoom = 60;

    /// <summary>Lays all of it out.</summary>
    public void Compose()
    {
        flow.Need(1);
        Write(Title, Styles.Title);
        Write(data.Registered?.Name ?? Hex(data.Person), Styles.Patient);
        Write(data.Registered?.Profession ?? string.Empty, Styles.Body);
        Part("Exercices", "practices", data.Practices, practice => [
            $"{practice.Profession} {practice.Specialty} {practice.Function}",
            $"{practice.StructureName} {practice.Town} {practice.Department}"]);
        Part("Délégations données", "delegations_given", data.DelegationsGiven, Told);
        Part("Délégations reçues", "delegations_received", data.DelegationsReceived, Told);
        QuietHours[] hours = data.QuietHours is { } set ? [set] : [];
        Part("Heures calmes", "quiet_hours", hours, each => [
            $"{Minute(each.From)} – {Minute(each.Until)} ({each.TimeZone})"]);
        Part("Conversations", "conversations", data.Conversations, conversation => [
            $"{conversation.Title} ({conversation.Kind})",
            $"{Time(conversation.ActiveAt)} · {Hex(conversation.Conversation)}"]);
        Part("Messages écrits", "messages", data.Messages, message => [
            message.Text,
            $"{Time(message.At)} · {Hex(message.Conversation)} {string.Join(", ", message.Files)}"]);
        Part("Brouillons", "drafts", data.Drafts.SelectMany(one => one.Drafts), draft => [draft.Text]);
        Part("Mémos privés", "private_memos", data.PrivateMemos, memo => [
            memo.Text, $"{Time(memo.ChangedAt)} · {Hex(memo.Dossier)}"]);
        Part("Demandes d'assistance", "support_requests", data.SupportRequests, request => [
            request.Text, request.Answer, $"{request.Reference} · {Time(request.AskedAt)} · {request.State}"]);
        Part("Traces", "traces", data.Traces, entry => [
            $"{Time(entry.At)} · {entry.Trace.Kind} {NameOf(entry.Trace.Command)}",
            $"{Hex(entry.Dossier)} {entry.Trace.Device} {entry.Trace.Reason}"]);
        flow.End();
    }

    private static string[] Told(Delegation delegation) =>
    [
        $"{Hex(delegation.GivenBy)} → {Hex(delegation.GivenTo)} ({delegation.Kind})",
        $"{Time(delegation.From)} – {Time(delegation.Until)}",
    ];

    private void Part<T>(string title, string section, IEnumerable<T> things, Func<T, string[]> told)
    {
        flow.Skip(18);
        flow.Need(PartRoom);
        Write(title, Styles.Heading);
        flow.Rule(Styles.Accent);
        flow.Skip(4);
        bool isAny = false;
        foreach (T thing in things)
        {
            isAny = true;
            string[] lines = [.. told(thing).Where(line => line.Trim().Length > 0)];
            for (int i = 0; i < lines.Length; i++)
            {
                Write(lines[i], i == 0 ? Styles.Body : Styles.Note);
            }

            flow.Skip(3);
        }

        if (!isAny)
        {
            Write("Aucune donnée.", Styles.Label);
        }

        if (data.Cut.Contains(section))
        {
            Write("Seule la partie la plus récente figure ici.", Styles.Label);
        }
    }

    private void Write(string text, TextStyle style)
    {
        foreach (string paragraph in text.Split('\n'))
        {
            foreach (TextLine line in breaker.Break([new TextSpan(paragraph, style)], PageFlow.ColumnWidth))
            {
                flow.Set(line);
            }
        }
    }

    private static string NameOf(uint command) =>
        Command.Descriptor.FindFieldByNumber((int)command)?.Name ?? string.Empty;

    private static string Minute(uint minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static string Time(long at) => at == 0 ? "–" : string.Create(
        CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(at):dd/MM/yyyy HH:mm}");

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);
}
