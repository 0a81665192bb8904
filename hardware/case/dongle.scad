/*
 * Case of the dongle: base with two ears for the cable's tie, and lid. Four screws 2.5 x 12 mm (countersunk,
 * for plastics) go from below through base and board into the lid.
 *
 * In: board.scad of the fabrication set, written by `npm run hardware` from the board file. Out: what `show` names.
 * Both parts print without supports, as `print_base` and `print_lid` lay them.
 * Lengths in mm; x along the board from the jack, y across, z = 0 is the board's lower side.
 */
include <../fabrication/case/board.scad>

/* [What to show] */
show = "view"; // [view, exploded, print_base, print_lid, board, clash, mouth, light, press]
/* Negative controls of the check move the lid. */
lid_shift = [0, 0, 0];

/* For the checks: without what cannot meet anything, and with fewer corners. */
rough = false;

/* [Fit] */
gap = 0.4; // between board and wall
wall = 2;
floor_height = 2;
top_height = 1.6;
under = 3.4; // for the pins of jack and header below the board
over = 0.8; // above the tallest part
slack = 0.3; // around the jack

/* [Screws 2.5 x 12] */
pilot = 2.1;
through = 2.8;
head = 5.2;
post = 6;

/* [Lamps: a piece of clear filament, 1.75 mm, leads the light up] */
pipe = 2;
pipe_wall = 1.2;

/* [Cable: flat, six wires] */
cable = 2.6;
tie = [4.2, 1.9];
ear_length = 10;
ear_width = 3;
ear_gap = 13.5;

$fn = rough ? 12 : 48;

length_in = [-gap, body_right + gap + 0.3];
width_in = [-gap, board[1] + gap];
seam = board[2];
ceiling = board[2] + tallest + over;
roof = ceiling + top_height;
ground = -under - floor_height;
rim = 1.2; // how far the base reaches into the lid

module slab(grow, low, high) {
    size = [length_in[1] - length_in[0] + 2 * grow, width_in[1] - width_in[0] + 2 * grow];
    radius = max(grow + 1, 0.5);
    translate([length_in[0] - grow, width_in[0] - grow, low])
        linear_extrude(high - low)
            translate([radius, radius])
                offset(radius) square(size - 2 * [radius, radius]);
}

/* Edges that lie on the printer's bed, broken by 0.8 mm. */
module shell(low, high, breaks_below) {
    hull() {
        slab(wall - 0.8, breaks_below ? low : high - 0.1, breaks_below ? low + 0.1 : high);
        slab(wall, breaks_below ? low + 0.8 : low, breaks_below ? high : high - 0.8);
    }
}

module at_holes() {
    for (hole = holes) translate(hole) children();
}

/* The way in for the plug: the jack's face with slack, wider towards the outside. */
module mouth() {
    low = board[2] - 0.01;
    high = board[2] + jack_height + slack;
    sides = [jack[1] - slack, jack[3] + slack];
    hull() {
        translate([length_in[0] - wall / 2, sides[0], low])
            cube([wall, sides[1] - sides[0], high - low]);
        translate([length_in[0] - wall - 1, sides[0] - 0.8, low])
            cube([1, sides[1] - sides[0] + 1.6, high - low + 0.8]);
    }
}

/* Two ears beside the plug. A tie runs through both, below the cable and back above it; between
   them there is room for the plug on its way and for a finger at its latch. */
module ear() {
    end = length_in[0] - wall;
    middle = board[2] + jack_height / 2;
    difference() {
        hull() {
            translate([end - 3, 0, ground]) cube([3.5, ear_width, seam - ground]);
            translate([end - ear_length, 0, ground]) cube([1, ear_width, 2]);
            translate([end - ear_length, 0, middle]) cube([ear_length - 0.4, ear_width, 1]);
            translate([end - ear_length + 2, 0, middle + 4.5]) cube([ear_length - 4, ear_width, 1]);
        }
        translate([end - 0.4, -1, seam]) cube([2, ear_width + 2, 30]);
        for (side = [-1, 1])
            translate([end - ear_length + 2.5, -1, middle + side * cable / 2 - (side < 0 ? tie[1] : 0)])
                cube([tie[0], ear_width + 2, tie[1]]);
    }
}

module ears() {
    middle = (jack[1] + jack[3]) / 2;
    translate([0, middle + ear_gap / 2, 0]) ear();
    translate([0, middle - ear_gap / 2 - ear_width, 0]) ear();
}

module base() {
    difference() {
        union() {
            difference() {
                union() {
                    shell(ground, seam, true);
                    slab(wall / 2 - 0.1, seam - 0.1, seam + rim);
                }
                slab(0, -under, roof);
            }
            at_holes() translate([0, 0, ground]) cylinder(-ground, d = post);
            ears();
        }
        at_holes() translate([0, 0, ground - 0.01]) {
            cylinder(20, d = through);
            cylinder((head - through) / 2 + 0.3, d1 = head + 0.6, d2 = through);
        }
        mouth();
        /* A notch for a screwdriver at the seam. */
        translate([length_in[1] - 0.4, board[1] / 2 - 4, seam - 1.2]) cube([wall + 1, 8, 1.3]);
    }
}

/* A tube under the lid, down to `low` above the board. */
module tube(place, inner, low) {
    translate([place[0], place[1], board[2] + low])
        cylinder(ceiling - board[2] - low + 0.1, d = inner + 2 * pipe_wall);
}

module bore(place, inner) {
    translate([place[0], place[1], board[2] - 1]) cylinder(roof, d = inner);
}

tongue = [6, 15]; // of the button
button_top = board[2] + button_height;

module button_slit() {
    translate([button[0], button[1], 0]) difference() {
        translate([-tongue[0] / 2 - 0.7, -2.9, ceiling - 1]) cube([tongue[0] + 1.4, tongue[1], 5]);
        translate([-tongue[0] / 2, -2.2, ceiling - 2]) cube([tongue[0], tongue[1] + 5, 7]);
    }
    /* Thinner where it bends. */
    translate([button[0] - tongue[0] / 2 - 0.7, button[1] + tongue[1] - 8, ceiling - 1])
        cube([tongue[0] + 1.4, 5, 1 + top_height - 1.1]);
    /* A dish for the finger. */
    if (!rough) translate([button[0], button[1] + 0.4, roof + 5.4]) sphere(6, $fn = 64);
}

module button_rod() {
    translate([button[0], button[1], button_top + 0.3]) cylinder(ceiling - button_top, d1 = 2.4, d2 = 4.4);
}

/* Waves, cut 0.4 mm deep: what is in the box, without a font. */
module sign() {
    translate([body_right - 14, board[1] / 2, roof - 0.4]) linear_extrude(1) {
        circle(1.2);
        for (r = [3, 5.2, 7.4]) intersection() {
            difference() { circle(r + 0.55); circle(r - 0.55); }
            polygon([[0, 0], [20, 20], [20, -20]]);
        }
    }
}

module vents() {
    for (x = [20:4:46], y = [width_in[0] - wall - 1, width_in[1] - 1])
        translate([x, y, seam + 5]) cube([1.6, wall + 2, ceiling - seam - 8]);
}

module lid() {
    difference() {
        union() {
            difference() {
                shell(seam, roof, false);
                slab(0, seam - 1, ceiling);
                slab(wall / 2 + 0.1, seam - 1, seam + rim + 0.2);
            }
            intersection() {
                slab(wall / 2, seam, roof - 0.1);
                union() {
                    at_holes() translate([0, 0, seam]) cylinder(ceiling - seam + 0.1, d = post);
                    for (lamp = lamps) tube(lamp, pipe, 1.4);
                    tube(reset, 2.2, button_height + 1);
                    button_rod();
                }
            }
        }
        at_holes() translate([0, 0, seam - 0.01]) cylinder(9, d = pilot);
        for (lamp = lamps) bore(lamp, pipe);
        bore(reset, 2.2);
        difference() { button_slit(); button_rod(); }
        mouth();
        if (!rough) {
            vents();
            sign();
        }
    }
}

/* Box, height, name, colour, and whether it is a can on a square foot. */
module body(part) {
    size = [part[0][2] - part[0][0], part[0][3] - part[0][1]];
    if (part[4]) {
        cube([size[0], size[1], 1]);
        translate(size / 2) cylinder(part[1], d = min(size) - 1);
    } else cube([size[0], size[1], part[1]]);
}

module assembly() {
    color("seagreen") difference() {
        linear_extrude(board[2]) polygon(outline);
        at_holes() translate([0, 0, -1]) cylinder(4, d = hole_diameter);
    }
    for (part = parts)
        color(part[3]) translate([part[0][0], part[0][1], board[2]]) body(part);
    for (pin = pins) color("silver") translate([pin[0], pin[1], -pin_length]) cylinder(pin_length, d = 1);
}

/* A plug on its way, straight in. */
module plug() {
    middle = (jack[1] + jack[3]) / 2;
    translate([length_in[0] - wall - 30, middle - 4.9, board[2] + 1.5]) cube([30 + wall, 9.8, 9]);
}

if (show == "view") {
    color("whitesmoke") base();
    assembly();
    color("gainsboro") translate(lid_shift) lid();
}
if (show == "exploded") {
    color("whitesmoke") base();
    assembly();
    color("gainsboro") translate([0, 0, 30]) lid();
}
if (show == "print_base") translate([0, 0, -ground]) base();
if (show == "print_lid") translate([0, board[1], roof]) rotate([180, 0, 0]) lid();
if (show == "board") assembly();
/* Each of these has to be empty. What only touches is moved apart by a hair. */
hair = 0.02;
if (show == "clash") union() {
    intersection() {
        translate([0, 0, hair]) assembly();
        union() { base(); translate(lid_shift + [0, 0, 2 * hair]) lid(); }
    }
    intersection() { base(); translate(lid_shift + [0, 0, hair]) lid(); }
}
if (show == "mouth") intersection() {
    plug();
    union() { lid(); base(); }
}
if (show == "light") intersection() {
    union() for (lamp = lamps) translate([lamp[0], lamp[1], board[2] + 1]) cylinder(40, d = 1.6);
    translate(lid_shift) lid();
}
