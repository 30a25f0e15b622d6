"""Function words of each language: articles, pronouns, prepositions, conjunctions, auxiliaries.

Closed classes only, in folded form (`folding.fold`); a word that is also a content word once its
accents are gone is left out. Phrases keep them; bags of terms leave them out.
"""

from __future__ import annotations

from typing import Final

_LISTS = {
    "bg": """
        а ако ала без беше би бил била било били бих бъде бъдат в вас ви вие все всеки всичко
        всички във върху ги го да дали до докато дори е едва ето за защо защото и из или им има
        имат й към как какво каква какви какъв като кога когато кое което кои които кой който коя
        която ли ме между ми мен мене му на над нас не него нея ни ние нито но няма о обаче около
        от освен още по под поради после при през пред преди с са само свой своя свое свои се си
        след сме сте съм със също така такава такива такова такъв там те тези ти то това тогава
        този той толкова тук тъй тя тях у чрез че ще я
    """,
    "de": """
        aber als also am an auch auf aus bei beim bin bis bist da dabei dadurch dafur daher damit
        dann daran darauf darin das dass dazu dein dem den denen denn der deren des dessen die dies
        diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es
        etwas euch euer fur gegen hat hatte hatten habe haben hier hinter ich ihm ihn ihnen ihr
        ihre ihrem ihren ihrer ihres im in indem ins ist jede jedem jeden jeder jedes jedoch kann
        kein keine keinem keinen keiner konnen man mehr mein meine mich mir mit muss mussen nach
        nachdem nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seines seit
        sich sie sind so sodass solche sollen soll sondern sowie trotz uber um und uns unser unsere
        unter vom von vor wahrend war waren warum was wegen weil weiter welche welchem welchen
        welcher welches wenn wer werde werden wie wieder wir wird wo wobei wurde wurden zu zum zur
        zwischen
    """,
    "el": """
        α αλλα αλλη αλλο αν ανα αντι απο αρα αυτα αυτεσ αυτη αυτην αυτησ αυτο αυτοι αυτον αυτοσ
        αυτου αυτουσ αυτων για γιατι δε δεν δια δηλαδη διοτι εαν εγω εδω ειμαι ειναι εισ εκει ενα
        εναν ενασ ενω ενοσ επειδη επι εσεισ εσυ εχει εχουν η ηταν θα ι ιδιο και καθε καθωσ κατα
        κατι κι λοιπον μα μαζι μασ με μεσα μεσω μετα μεταξυ μεχρι μη μην μια μιασ μου μπορει να ο
        οι ομωσ οποια οποιεσ οποιο οποιοι οποιοσ οποιου οποιων οπωσ οσα οσο οταν οτι ουτε οχι παρα
        περι πιο που ποια ποιο ποιοσ ποτε πριν προσ πωσ σαν σασ σε σου στα στη στην στησ στισ στο
        στον στου στουσ στων συν τα τη την τησ τι τισ το τοτε του τουσ τον τοσο των υπο ωσ ωστε
    """,
    "en": """
        a about above after again against all also am an and any are as at be because been before
        being below between both but by can could did do does doing down during each few for from
        further had has have having he her here hers him his how i if in into is it its itself just
        me more most my no nor not of off on once only or other our ours out over own same she
        should so some such than that the their theirs them then there these they this those
        through to too under until up upon us very was we were what when where which while who whom
        why will with would you your yours
    """,
    "hr": """
        a ako ali bez bi bih bila bile bili bilo bio biti bismo biste bude budu cak cega cemu cije
        ciji cija da do dok duz ga gdje i iako ih ili im iz iza izmedju izmedu ja je jedan jedna
        jedno jer jesam jesi jest jesu joj jos ju k kad kada kako kao kod koja koje kojeg kojem
        koji kojih kojim kojima kojoj koju kroz li me medju medu mene meni mi moj moja moje mu na
        nad nakon nam nama nas nasa nase nasi ne nego neki nekoliko ni nije nisu no o od oko on ona
        onaj oni ono osim ova ovaj ove ovi ovih ovim ovo po pod poput pored prema preko pri prije s
        sa sam se sebe si smo ste sto sta su svoj svoja svoje svoju svojih svojim ta taj tako te
        tebe ti tih tim to toga toj tom tome u uz uzduz vam vas ce cemo cu zbog za
    """,
    "hu": """
        a abban ahhoz ahogy ahol aki akik akkor altal amely amelyek amelyet ami amit amikor annak
        arra arrol az azok azon azonban azt aztan azzal be belul ben de e ebben eddig egy egyes
        egyik egyeb ehhez el ellen elo elott en ennek erre es ez ezek ezen ezert ezt ezzel ha hanem
        hogy hogyan i igen igy ill illetve is itt ki kell kellett kivul koze kozott lehet lenne
        lesz lett maga majd mar meg mely melyek melyet mert mi miert mig mikor mind minden mint
        mintha mivel most ne nekem neki nelkul nem nincs o ok oket ott ra s sem semmi sincs sok
        szamara szemben szerint szinte tehat tovabba tobb ugy ugyan ugyanis utan utana vagy vagyis
        vagyok valaki valami van vannak vele vissza viszont volna volt voltak
    """,
    "it": """
        a abbia abbiamo ad agli ai al alla alle allo allora altra altre altri altro anche ancora
        avere aveva avevano c che chi ci cio coi col come con contro cui d da dagli dai dal dall
        dalla dalle dallo degli dei del dell della delle dello dentro di dopo dove dunque e ed egli
        era erano essa esse essere essi esso fra fu gia gli ha hai hanno ho i il in infatti io l la
        le lei li lo loro lui ma me mentre mi mia mie miei mio ne negli nei nel nell nella nelle
        nello noi non nostra nostre nostri nostro o od ogni oltre per perche pero piu poi poiche
        pure qua quale quali quando quanto quasi quegli quei quel quella quelle quelli quello
        questa queste questi questo qui quindi s se sei senza si sia siamo siano sono sopra sotto
        sta su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra tu tua tue tuo tuoi tutta
        tutte tutti tutto un una uno v vi voi vostra vostre vostri vostro
    """,
    "ro": """
        a acea aceasta aceea acei aceia acel acela acele acelea acest acesta aceste acestea acestei
        acestor acestui acesti acestia acolo acum ai aia al ale alea alt alta alte altele altor
        alti am an ar are as asa asemenea asta astfel atat atunci au avea aveam avem aveti ca care
        carei caror carora cand cat cate cati ce cea cei cel cele celor chiar ci cine cu cum d da
        daca dar de deci decat deoarece desi despre din dintre doar dupa e ea ei el ele era erau
        este eu fara fi fie fiecare fiind fost i ii il in inainte inca insa intr intre isi iti la
        le li lor lui mai mea mele mereu meu mi mie mine mult n ne nici nimic noastra noastre
        nostri nostru nu o or ori orice oricare pana pe pentru peste pot prin printr sa sai sale
        sau se si sub sunt ta tale te toate tot totusi toti tu un una unde unei unele unii unor
        unui va vor voastra voastre voi vostri vostru
    """,
    "sk": """
        a aby aj ak ako aku ale alebo ani az bez bude budem budeme budes budete budu by byt cez ci
        co ceho comu do ho hoci i iba ich im ja je jeho jej jemu jich ju k ka kam kde ked kedy keby
        ktora ktore ktorej ktorou ktoru ktory ktorych ktorym ktorymi ktoreho ktoremu ktori kto ku
        len lebo ma medzi mi mna mne mnou moj moja moje mozu moze my na nad nam nami nas nasa nase
        nasi ne nech nej nemu nez nic nich nie niektore nim nimi no o od okrem on ona oni ono po
        pod podla pokial potom pre pred preto pretoze pri proti s sa seba si sme so som sebou ste
        su svoj svoja svoje svojich svojim svoju ta tak take takze tam tato te teda ten tento teraz
        tieto tiez tj to toho tohto tom tomto tou tu tuto ty tych tym tymto u uz v vam vas vo vsak
        z za zo ze
    """,
    "sl": """
        a ali ampak bi bil bila bile bili bilo biti bo bodo bom bomo boste bos brez cez ce cemu da
        do ga glede h i ih iz ja jaz je jih jim jo k kadar kaj kako kakor kam katera katere kateri
        katerih katerim katero ker ki kjer kjerkoli ko koga kot le lahko me med mene mi moj moja
        moje mora morajo mu na nad naj nam nama nas nasa nase ne nego neka neke neki nekaj ni niso
        nisem nje njega njegov njegova njegove njej njem njemu njen njena njih njihov njihova
        njihove njim njo no o ob od oba okoli on ona one oni ono oziroma pa po pod poleg potem pred
        predvsem prek pri s sam samo se sebe sem si so smo ste sva svoj svoja svoje svojega svojem
        svojih svojo ta tako tam te tega tej tem temu ter ti tiste tisti to toda tu tudi v vam
        vendar ves vi vsa vsak vse vseh vsi z za zakaj zaradi zato ze
    """,
    "sq": """
        a ai ajo andaj ani apo as asnje asaj ata ate ato atij atyre cdo cfare cila cilat cilen
        cilet cili cilin do dhe duke e edhe eshte gjate i ishte ishin isha ja jam jane je jemi jeni
        jo ka kam kane ke keq kemi keni ketij kete keta keto ketyre kesaj kishte kishin ku kur kush
        ky kjo le me mbas mbi mes midis mos mua mund muna na ndaj nder ndermjet ndersa ndonese ne
        nen nese nga nje nuk o ose pas pasi per perpara perse pervec po por pra prandaj pse qe qene
        rreth sa saj se sepse si sic sikur sipas te ti tij tilla tille tone tona tuaj ty tyre u une
        vec vet vete
    """,
}
# One language for a search by its function words, with the forms in which the two differ.
_SERBIAN = "bice da gde posle pre sta tokom uprkos"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Function words that Croatian has in another form.
SERBIAN_WORDS: Final = _words("bice gde posle pre sta")

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    **{code: _words(text) for code, text in _LISTS.items()},
    "sr": _words(_LISTS["hr"]) | _words(_SERBIAN),
}
