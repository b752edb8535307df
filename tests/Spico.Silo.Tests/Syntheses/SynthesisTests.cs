using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using SkiaSharp;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Practices;
using Spico.Silo.Tests.Files;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Syntheses;

public sealed class SynthesisTests(SynthesisCluster cluster) : IClassFixture<SynthesisCluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task It_shows_what_its_asker_may_read_and_no_more()
    {
        StreamId talk = await cluster.GroupAsync(
            _alice, SynthesisCluster.Reader(_bob, all: true, DataClass.Medical));
        await cluster.PostAsync(_alice, talk, "Douleur aiguë", DataClass.Medical);
        await cluster.PostAsync(_alice, talk, "Visite à 8 h");
        await cluster.AddAsync(_alice, talk, SynthesisCluster.Reader(_carol, all: false));
        await cluster.PostAsync(_alice, talk, "Porte ouverte");

        string bobs = SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(_bob, talk)));
        string carols = SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(_carol, talk)));

        Assert.DoesNotContain("Douleur", bobs);
        Assert.Contains("1 message hors de votre accès", bobs);
        Assert.Contains("Visite à 8 h", bobs);
        Assert.DoesNotContain("Visite", carols);
        Assert.Contains("Porte ouverte", carols);
    }

    [Fact]
    public async Task The_request_is_a_fact_before_the_document_and_the_document_a_fact_after()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_alice, talk, "Bonjour");
        var request = RequestId.New();

        Reply asked = await cluster.AskAsync(_bob, talk, null, request);
        GetSynthesisResponse made = await cluster.OutcomeAsync(_bob, talk, asked.MakeSynthesis.Position.Seq);
        Reply again = await cluster.AskAsync(_bob, talk, null, request);

        Assert.Equal(asked, again);
        List<Fact> facts = await cluster.ReadAllAsync(_alice, talk);
        Fact first = Assert.Single(facts, fact => fact.SynthesisAsked is not null);
        Fact last = Assert.Single(facts, fact => fact.SynthesisMade is not null);
        Assert.Equal((_bob.ToByteString(), _bob.ToByteString()), (first.Author, last.Author));
        SynthesisMade told = last.SynthesisMade;
        Assert.Equal((first.Seq, 1u, 1u), (told.Synthesis, told.Messages, told.Pages));
        byte[] document = await cluster.DocumentAsync(made);
        Assert.Equal(SHA256.HashData(document), last.SynthesisMade.Document.ToByteArray());
        Assert.Equal(made.Synthesis.Document.Hash, last.SynthesisMade.Document);
    }

    [Fact]
    public async Task Nobody_but_its_asker_has_it()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_alice, talk, "Bonjour");
        GetSynthesisResponse made = await cluster.MakeAsync(_bob, talk);
        ulong name = made.Synthesis.Synthesis_;

        Assert.Equal(ErrorCode.NotAccessible, (await cluster.GetAsync(_alice, talk, name)).Error.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await cluster.AskAsync(_carol, talk)).Error.Code);
        FileTicket.TryRead(made.Ticket, out FileTicket? ticket);
        string forged = cluster.Files.Tickets.Issue(ticket! with { Person = _alice });
        FilePiece piece = await cluster.Upload(ticket.File).ReadOwn(new FileRead(forged, FileVariant.Content, 0, 10));
        Assert.Equal(ErrorCode.NotAccessible, piece.Refusal!.Code);
    }

    [Fact]
    public async Task Pictures_are_shown_other_files_attached_and_what_is_not_chosen_named()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        byte[] letter = SampleFiles.Pdf();
        FileId photo = await cluster.ReadyAsync(
            _alice, "Pansement.png", SampleFiles.Image(SKEncodedImageFormat.Png));
        FileId report = await cluster.ReadyAsync(_alice, "Compte rendu d’été.pdf", letter);
        await cluster.ShowAsync(_alice, talk, FileCluster.Own(photo), FileCluster.Own(report));

        byte[] whole = await cluster.DocumentAsync(await cluster.MakeAsync(_bob, talk));
        byte[] without = await cluster.DocumentAsync(
            await cluster.MakeAsync(_bob, talk, new SynthesisSelection { WithoutFiles = true }));
        string page = Encoding.UTF8.GetString(await cluster.DocumentAsync(
            await cluster.MakeAsync(_bob, talk, SynthesisCluster.Html)));

        using (PdfDocument pdf = PdfDocument.Open(whole))
        {
            Assert.Single(pdf.GetPages().SelectMany(each => each.GetImages()));
            Assert.True(pdf.Advanced.TryGetEmbeddedFiles(out IReadOnlyList<EmbeddedFile>? files));
            Assert.Equal(
                ["manifeste.json", "2 - Compte rendu d’été.pdf"], files.Select(file => file.FileSpecification));
            Assert.Equal(letter, files[1].Bytes.ToArray());
        }

        Assert.Contains("Fichier non joint : Pansement.png", SynthesisCluster.TextOf(without));
        Assert.Contains(
            "<img width=\"64\" height=\"32\" alt=\"Image&#160;: Pansement.png\" src=\"data:image/png;base64,", page);
        Assert.Contains($"href=\"data:application/pdf;base64,{Convert.ToBase64String(letter)}\"", page);
    }

    [Fact]
    public async Task A_range_or_chosen_messages_are_all_it_shows()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        var seqs = new List<ulong>();
        for (int i = 0; i < 5; i++)
        {
            seqs.Add((await cluster.PostAsync(_alice, talk, $"<{i}>")).Position.Seq);
        }

        string range = SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(
            _bob, talk, new SynthesisSelection { First = seqs[1], Last = seqs[2] })));
        string chosen = SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(
            _bob, talk, new SynthesisSelection { Messages = { seqs[4], seqs[0] } })));

        Assert.Equal([false, true, true, false, false], Enumerable.Range(0, 5).Select(i => range.Contains($"<{i}>")));
        Assert.Equal([true, false, false, false, true], Enumerable.Range(0, 5).Select(i => chosen.Contains($"<{i}>")));
        Assert.Equal(
            SynthesisRefusal.Empty,
            await cluster.RefusalAsync(_bob, talk, new SynthesisSelection { First = seqs[4] + 1 }));
    }

    [Fact]
    public async Task Who_came_and_went_and_what_was_asked_stands_between_the_messages()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_alice, talk, "Avant");
        NewMember carol = SynthesisCluster.Reader(_carol, all: false);
        (carol.Basis, carol.Reference) = (LegalBasis.Consent, "recueil du 3 mars");
        await cluster.AddAsync(_alice, talk, carol);
        await cluster.PostAsync(_alice, talk, "Après");
        await cluster.LeaveAsync(_carol, talk);

        string pdf = SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(_bob, talk)));
        string page = Encoding.UTF8.GetString(await cluster.DocumentAsync(
            await cluster.MakeAsync(_bob, talk, SynthesisCluster.Html)));

        string order =
            "(?s)a ouvert la conversation.*a ajouté .*Avant.*a ajouté .*, avec le consentement du patient"
            + @".\(recueil du 3 mars\), sans l’historique.*Après.*a quitté";
        Assert.Matches(order, pdf);
        Assert.Matches(order.Replace("é", "&#233;").Replace("’", "(?:’|&#8217;)").Replace("è", "&#232;"), page);
        Assert.DoesNotContain("quitt", SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(
            _bob, talk, new SynthesisSelection { Last = 5 }))));
    }

    [Fact]
    public async Task Who_acts_in_which_practice_situation_and_for_whom_is_shown()
    {
        PersonPractices bobs = PracticeRules.Of(
            _bob, [new PracticeSituation { Profession = "Infirmier", StructureName = "SSIAD du Port" }]);
        await cluster.People.SetPracticesAsync([bobs]);
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_bob, talk, "Avant");
        Assert.Null((await cluster.Conversation(talk).SetPractice(FileCluster.As(_bob), new SetPracticeRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = talk.ToByteString(),
            Practice = bobs.Practices[0].Id,
        })).Error);
        await cluster.PostAsync(_bob, talk, "Après");
        await cluster.DelegateAsync(_alice, _carol);
        Assert.Null((await cluster.Conversation(talk).Post(
            FileCluster.As(_alice) with { ActedBy = _carol }, FileCluster.Message(talk, "De sa part"))).Error);

        string pdf = SynthesisCluster.TextOf(await cluster.DocumentAsync(await cluster.MakeAsync(_bob, talk)));

        const string Situation = "Infirmier, SSIAD du Port";
        Assert.Matches(
            $"(?s)participants.*{Situation}.*Avant.*intervient désormais comme {Situation}.*— {Situation}.*Après", pdf);
        Assert.DoesNotMatch($"(?s)a ouvert.*{Situation}.*Avant", pdf);
        Assert.Matches("(?s)sur délégation.*De sa part", pdf);
    }

    [Fact]
    public async Task What_is_too_much_is_refused_and_leaves_nothing()
    {
        StreamId many = await cluster.GroupAsync(_alice);
        StreamId wordy = await cluster.GroupAsync(_alice);
        StreamId heavy = await cluster.GroupAsync(_alice);
        for (int i = 0; i <= SynthesisCluster.MessagesMax; i++)
        {
            await cluster.PostAsync(_alice, many, "x");
        }

        for (int i = 0; i < 3; i++)
        {
            await cluster.PostAsync(_alice, wordy, new string('x', 15_000));
            await cluster.ShowAsync(_alice, heavy, FileCluster.Own(
                await cluster.ReadyAsync(_alice, $"{i}.pdf", SampleFiles.Pdf())));
        }

        Assert.Equal(SynthesisRefusal.TooManyMessages, await cluster.RefusalAsync(_alice, many));
        Assert.Equal(SynthesisRefusal.TooMuchText, await cluster.RefusalAsync(_alice, wordy));
        Assert.Equal(SynthesisRefusal.TooManyFiles, await cluster.RefusalAsync(_alice, heavy));
        Assert.Equal(SynthesisState.Ready, (await cluster.MakeAsync(
            _alice, heavy, new SynthesisSelection { WithoutFiles = true })).Synthesis.State);
    }

    [Fact]
    public async Task Whoever_has_too_many_open_waits_and_whoever_was_removed_meanwhile_gets_none()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_alice, talk, "Bonjour");
        var gate = new TaskCompletionSource();
        cluster.People.Asked = gate.Task;
        try
        {
            // One is made at a time: the others wait for the first, which waits for the gate.
            Reply first = await cluster.AskAsync(_alice, talk);
            Reply second = await cluster.AskAsync(_alice, talk);
            Reply bobs = await cluster.AskAsync(_bob, talk);
            Error third = (await cluster.AskAsync(_alice, talk)).Error;
            Assert.Equal((ErrorCode.LimitReached, 2ul), (third.Code, third.Limit));
            Assert.Equal(
                SynthesisState.Working,
                (await cluster.GetAsync(_alice, talk, first.MakeSynthesis.Position.Seq)).GetSynthesis.Synthesis.State);
            await cluster.RemoveAsync(_alice, talk, _bob);
            gate.SetResult();
            await cluster.OutcomeAsync(_alice, talk, second.MakeSynthesis.Position.Seq);
            GetSynthesisResponse refused = await cluster.OutcomeAsync(_bob, talk, bobs.MakeSynthesis.Position.Seq);
            Assert.Equal(SynthesisRefusal.AccessEnded, refused.Synthesis.Refusal);
        }
        finally
        {
            gate.TrySetResult();
            cluster.People.Asked = Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_failed_is_begun_again_over_what_it_left()
    {
        StreamId talk = await cluster.GroupAsync(_alice);
        await cluster.PostAsync(_alice, talk, "Bonjour");
        var gate = new TaskCompletionSource();
        cluster.People.Asked = gate.Task;
        Reply asked = await cluster.AskAsync(_alice, talk);
        ulong name = asked.MakeSynthesis.Position.Seq;
        var file = FileId.AskedForBy(talk, (long)name);
        await LeaveHalfAsync(file);
        Assert.Equal(SynthesisState.Working, (await cluster.GetAsync(_alice, talk, name)).GetSynthesis.Synthesis.State);

        gate.SetException(new TimeoutException());
        cluster.People.Asked = Task.CompletedTask;

        GetSynthesisResponse made = await cluster.OutcomeAsync(_alice, talk, name);
        Assert.Contains("Bonjour", SynthesisCluster.TextOf(await cluster.DocumentAsync(made)));
        await cluster.SweepAsync(TimeSpan.FromDays(2));
        Assert.Equal((false, Array.Empty<FilePart>()), await cluster.LeftAsync(file));
        Assert.Equal(
            SynthesisState.Expired, (await cluster.GetAsync(_alice, talk, name)).GetSynthesis.Synthesis.State);
    }

    [Fact]
    public async Task A_document_and_its_messages_are_verified()
    {
        StreamId talk = await cluster.GroupAsync(
            _alice, SynthesisCluster.Reader(_bob, all: true, DataClass.Medical), SynthesisCluster.Reader(_carol));
        ulong kept = (await cluster.PostAsync(_alice, talk, "Reste")).Position.Seq;
        ulong edited = (await cluster.PostAsync(_alice, talk, "Change")).Position.Seq;
        ulong retracted = (await cluster.PostAsync(_alice, talk, "Disparaît")).Position.Seq;
        ulong medical = (await cluster.PostAsync(_alice, talk, "Secret", DataClass.Medical)).Position.Seq;
        byte[] page = await cluster.DocumentAsync(await cluster.MakeAsync(_carol, talk, SynthesisCluster.Html));
        (ByteString nonce, SynthesisEntry[] entries) = SynthesisCluster.ManifestOf(page);
        await EditAsync(talk, edited, "Autre chose");
        await RetractAsync(talk, retracted);
        entries = [.. entries, new SynthesisEntry { Message = kept, Hash = entries[1].Hash }];

        VerifySynthesisResponse bobs = await VerifyAsync(_bob, talk, page, nonce, entries);
        VerifySynthesisResponse other = await VerifyAsync(_bob, talk, [.. page, 0], nonce, entries);

        Assert.True(bobs.Genuine);
        Assert.Equal(_carol.ToByteString(), bobs.By);
        Assert.Equal([kept, edited, retracted, medical, kept], entries.Select(entry => entry.Message));
        Assert.Equal(
            [
                SynthesisFinding.Unchanged, SynthesisFinding.EditedSince, SynthesisFinding.RetractedSince,
                SynthesisFinding.NotAccessible, SynthesisFinding.Different,
            ],
            bobs.Findings);
        Assert.Equal(new VerifySynthesisResponse(), other);
    }

    private async Task<VerifySynthesisResponse> VerifyAsync(
        PersonId person, StreamId talk, byte[] document, ByteString nonce, SynthesisEntry[] entries)
    {
        Reply reply = await cluster.Syntheses(talk).VerifySynthesis(FileCluster.As(person), new VerifySynthesisRequest
        {
            Conversation = talk.ToByteString(),
            Document = ByteString.CopyFrom(SHA256.HashData(document)),
            Nonce = nonce,
            Entries = { entries },
        });
        Assert.Null(reply.Error);
        return reply.VerifySynthesis;
    }

    /// <summary>What a silo leaves that falls while it writes.</summary>
    private async Task LeaveHalfAsync(FileId file)
    {
        using var cipher = FileCipher.Create(file);
        var row = new FileRow
        {
            Id = file,
            Owner = _alice,
            State = FileState.Uploading,
            RequestHash = file.Value,
            Size = 0,
            ExpiresAt = long.MaxValue,
            OwnerKey = cluster.Files.MasterKey.WrapFile(file, _alice, cipher.Key),
        };
        await cluster.Files.Records.AddAsync(
            row with { Sealed = cipher.SealRow(row, []) }, new FileQuota(int.MaxValue, long.MaxValue));
        using var half = new SealedFile(
            cluster.Store.OpenToWrite(file, FilePart.Upload), cipher, FilePart.Upload);
        half.Append(new byte[100_000]);
    }

    private async Task EditAsync(StreamId talk, ulong message, string text) => Assert.Null(
        (await cluster.Grains.GetGrain<Silo.Messages.IMessageGrain>(Silo.Streams.StreamKey.Of(talk)).Edit(
            FileCluster.As(_alice),
            new EditMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = talk.ToByteString(),
                Message = message,
                Text = text,
            })).Error);

    private async Task RetractAsync(StreamId talk, ulong message) => Assert.Null(
        (await cluster.Grains.GetGrain<Silo.Messages.IMessageGrain>(Silo.Streams.StreamKey.Of(talk)).Retract(
            FileCluster.As(_alice),
            new RetractMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = talk.ToByteString(),
                Message = message,
            })).Error);
}
